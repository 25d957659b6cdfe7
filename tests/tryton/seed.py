"""What the tests find in a fresh Tryton: users, a company, categories, a relation type, the few countries they name, and some records.

Run by tryton.sh in the server's own Python: seed.py CONFIGURATION DATABASE PASSWORD
"""
import sys

configuration, database, password = sys.argv[1:]

from trytond.config import config  # noqa: E402

config.update_etc(configuration)

from trytond.pool import Pool  # noqa: E402
from trytond.transaction import Transaction  # noqa: E402

Pool.start()
pool = Pool(database)
pool.init()

COUNTRIES = [
    ('DK', 'DNK', '208', 'Denmark'), ('SE', 'SWE', '752', 'Sweden'), ('NO', 'NOR', '578', 'Norway'),
    ('DE', 'DEU', '276', 'Germany'), ('AT', 'AUT', '040', 'Austria'), ('FR', 'FRA', '250', 'France')]
GROUPS = [
    ('party', 'group_party_admin'), ('company', 'group_company_admin'), ('company', 'group_employee_admin'),
    ('currency', 'group_currency_admin'), ('project', 'group_project_admin'), ('timesheet', 'group_timesheet_admin')]


def create(model, values):
    records = pool.get(model).create(values)
    return [record.id for record in records]


def xml_id(module, name):
    return pool.get('ir.model.data').get_id(module, name)


def users(company, english):
    groups = [xml_id(*group) for group in GROUPS]
    everyone = [
        ('erp_sync', groups),       # what the connector is meant to use
        ('erp_other', groups),      # somebody else at work in Tryton
        ('erp_reader', [])]         # no groups
    create('res.user', [{
        'name': login, 'login': login, 'password': password, 'language': english,
        'groups': [('add', granted)], 'companies': [('add', [company])], 'company': company,
    } for login, granted in everyone])


def company(currency, denmark):
    party, = create('party.party', [{
        'name': 'Our Own Company A/S',
        'addresses': [('create', [{'street': 'Havnegade 1', 'postal_code': '8000', 'city': 'Aarhus C', 'country': denmark}])]}])
    made, = create('company.company', [{'party': party, 'currency': currency}])
    User = pool.get('res.user')
    User.write([User(1)], {'companies': [('add', [made])], 'company': made})
    return made


def relation_type():
    forward, = create('party.relation.type', [{'name': 'Contact of'}])
    back, = create('party.relation.type', [{'name': 'Has contact', 'reverse': forward}])
    Type = pool.get('party.relation.type')
    Type.write([Type(forward)], {'reverse': back})
    return forward


def party(number, categories, country):
    return {
        'name': 'Kunde %02d A/S' % number,
        'active': number not in (2, 5),
        'categories': [('add', categories)],
        'addresses': [('create', [{
            'street': 'Vestergade %d' % number, 'postal_code': '8%03d' % number, 'city': 'Søndergård', 'country': country}])],
        'contact_mechanisms': [('create', [
            {'type': 'phone', 'value': '+45 86 12 00 %02d' % number},
            {'type': 'email', 'value': 'info@kunde%02d.example' % number},
            {'type': 'website', 'value': 'https://kunde%02d.example' % number}])],
        'identifiers': [('create', [{'type': None, 'code': 'EXT-%06d' % number}])]}


def records(company, denmark):
    customer, supplier = create('party.category', [{'name': 'Customer'}, {'name': 'Supplier'}])
    create('party.category', [{'name': 'Key account'}])
    contact_of = relation_type()
    parties = create('party.party', [
        party(number, [customer] if number % 3 else [customer, supplier], denmark) for number in range(1, 13)])
    persons = create('party.party', [
        {'name': name, 'contact_mechanisms': [('create', [{'type': 'email', 'value': email}])]}
        for name, email in [('Søren Ærø', 'soren@kunde01.example'), ('Åse Øst', 'aase@kunde01.example'), ('Per Ny', 'per@kunde03.example')]])
    create('party.relation', [
        {'from_': person, 'to': parties[at], 'type': contact_of} for person, at in zip(persons, (0, 0, 2))])
    create('project.work', [
        {'name': 'Projekt %02d' % number, 'type': 'project', 'company': company, 'party': parties[number - 1]} for number in range(1, 4)])


with Transaction().start(database, 1) as transaction:
    english, = [language.id for language in pool.get('ir.lang').search([('code', '=', 'en')])]
    countries = create('country.country', [
        {'code': code, 'code3': code3, 'code_numeric': numeric, 'name': name} for code, code3, numeric, name in COUNTRIES])
    currency, = create('currency.currency', [{
        'name': 'Danish Krone', 'code': 'DKK', 'numeric_code': '208', 'symbol': 'kr', 'rates': [('create', [{'rate': 1}])]}])
    ours = company(currency, countries[0])
    users(ours, english)
    with transaction.set_context(company=ours):
        records(ours, countries[0])
    transaction.commit()
