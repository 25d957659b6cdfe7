"""Carries changes of companies over to Tryton the way a plain integration does: with Tryton's own client library, one party after the other.

peer.py ADDRESS DATABASE USER PASSWORD

Signs in, says "ready", and then takes from standard input a file at a time: a JSON list of companies, each {"party", "base", "crm"}, where base is what both
sides held when they last agreed and crm what the CRM holds now. What the CRM changed is written; what Tryton changed meanwhile is left and counted. Each file
is answered with one line: parties saved, and values left.
"""
import base64
import json
import sys
import xmlrpc.client

from proteus import Model, config

OWN = ('name',)
ADDRESS = ('street', 'postal_code', 'city')
MECHANISMS = ('phone', 'email', 'website')


def sign_in(address, database, user, password):
    """With a session, as a password in the address is checked anew at every call."""
    url = '%s/%s/' % (address.rstrip('/'), database)
    with xmlrpc.client.ServerProxy(url, allow_none=True, use_builtin_types=True) as server:
        user_id, key = server.common.db.login(user, {'password': password}, 'en')
    token = base64.b64encode(('%s:%d:%s' % (user, user_id, key)).encode()).decode()
    config.set_xmlrpc(url, headers=[('Authorization', 'Session ' + token)])


def holders(party):
    """The records that hold each field; None where there is none yet."""
    address = party.addresses[0] if party.addresses else None
    found = dict.fromkeys(MECHANISMS)
    for mechanism in party.contact_mechanisms:
        if mechanism.type in found and found[mechanism.type] is None:
            found[mechanism.type] = mechanism
    return address, found


def carry_over(Party, company):
    """True when the party was saved, and how many values were left as Tryton had changed them too."""
    party = Party(company['party'])
    address, mechanisms = holders(party)
    base, crm = company['base'], company['crm']
    changed, left = False, 0

    def differs(field, held):
        nonlocal left
        if crm[field] == base[field] or crm[field] == (held or ''):
            return False
        if (held or '') != base[field]:
            left += 1
            return False
        return True

    for field in OWN:
        if differs(field, getattr(party, field)):
            setattr(party, field, crm[field])
            changed = True
    for field in ADDRESS:
        if differs(field, getattr(address, field) if address else None):
            if address is None:
                address = party.addresses.new()
            setattr(address, field, crm[field])
            changed = True
    for field in MECHANISMS:
        mechanism = mechanisms[field]
        if differs(field, mechanism.value if mechanism else None):
            if mechanism is None:
                mechanism = party.contact_mechanisms.new(type=field)
            mechanism.value = crm[field]
            changed = True
    if changed:
        party.save()
    return changed, left


def main():
    sign_in(*sys.argv[1:])
    Party = Model.get('party.party')
    print('ready', flush=True)
    for line in sys.stdin:
        with open(line.strip(), encoding='utf-8') as companies:
            results = [carry_over(Party, company) for company in json.load(companies)]
        print(sum(changed for changed, _ in results), sum(left for _, left in results), flush=True)


main()
