using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Fields;

/// <summary>The actor types a Tryton has, by its modules, its user's rights and the connection's settings.</summary>
internal sealed class ActorShapes
{
    private readonly Installation installation;
    private readonly TrytonSettings settings;
    private readonly FieldForms forms;

    public ActorShapes(Installation installation, TrytonSettings settings)
    {
        this.installation = installation;
        this.settings = settings;
        forms = new FieldForms(installation);
        All = [.. Parties(), .. Persons(), .. Projects()];
    }

    public IReadOnlyList<ActorShape> All { get; }

    public ActorShape Of(ActorType type) => All.FirstOrDefault(shape => shape.Type == type) ?? throw TrytonTexts.NotOffered(type);

    /// <summary>What a party is as somebody's parent.</summary>
    public ActorType ParentType => settings.Customers != PartyRule.None ? ActorType.Customer : ActorType.Supplier;

    public static bool IsPartyType(ActorType type) => type is ActorType.Customer or ActorType.Supplier or ActorType.Partner;

    private IEnumerable<ActorShape> Parties()
    {
        var customer = Rule(settings.Customers, installation.CustomerCategory);
        var supplier = Rule(settings.Suppliers, installation.SupplierCategory);
        if (customer is not null)
        {
            yield return Party(ActorType.Customer, customer);
        }

        if (supplier is not null)
        {
            yield return Party(ActorType.Supplier, supplier);
        }

        if (customer is not null && supplier is not null)
        {
            yield return Party(ActorType.Partner, [.. customer, .. supplier]);
        }
    }

    private object?[][]? Rule(PartyRule rule, int? category) => rule switch
    {
        PartyRule.Category => [["categories", "child_of", new[] { category!.Value }, "parent"]],
        PartyRule.Every when installation.RelationType is { } relation => [Domain.None("relations", [Domain.Is("type", "=", relation)])],
        PartyRule.Every => [],
        _ => null,
    };

    private ActorShape Party(ActorType type, object?[][] members) =>
        new(type, Models.Party, "party", null, Abilities(Models.Party), members, Always(), [.. forms.Party(settings.IdentifierTypes)]);

    private IEnumerable<ActorShape> Persons()
    {
        if (installation.RelationType is not { } relation || !installation.MayRead(Models.Relation))
        {
            yield break;
        }

        var can = Abilities(Models.Party) | Connectors.Abilities.SearchByParent;
        yield return new(
            ActorType.Person, Models.Party, "person", ParentType, installation.MayCreate(Models.Relation) ? can : can & ~Connectors.Abilities.Create,
            [Domain.Some("relations", [Domain.Is("type", "=", relation)])],
            [.. Always(), "relations.to", "relations.type", "relations.create_date", "relations.write_date"],
            [.. forms.Party([])]);
    }

    private IEnumerable<ActorShape> Projects()
    {
        if (!installation.MayRead(Models.Work) || !installation.MayRead(Models.Status))
        {
            yield break;
        }

        yield return new(
            ActorType.Project, Models.Work, "project", ParentType, (Abilities(Models.Work) | Connectors.Abilities.SearchByParent) & ~Connectors.Abilities.Reference,
            [Domain.Is("type", "=", "project"), Domain.Is("company", "=", installation.Company)],
            ["_timestamp", "write_uid", "create_uid", "write_date", "type", "party"],
            [.. forms.Project()]);
    }

    private Abilities Abilities(string model) =>
        Connectors.Abilities.Changes
        | (installation.MayWrite(model) ? Connectors.Abilities.Update | Connectors.Abilities.ConditionalWrite : Connectors.Abilities.None)
        | (installation.MayCreate(model) ? Connectors.Abilities.Create | Connectors.Abilities.Reference : Connectors.Abilities.None);

    private List<string> Always()
    {
        List<string> always =
        [
            "_timestamp", "active", "replaced_by", "write_uid", "create_uid", "write_date",
            "addresses._timestamp", "contact_mechanisms._timestamp", "contact_mechanisms.type", "identifiers._timestamp", "identifiers.type",
        ];
        foreach (var (model, below) in new[] { (Models.Address, "addresses"), (Models.Mechanism, "contact_mechanisms"), (Models.Identifier, "identifiers") })
        {
            if (installation.Has(model, "active"))
            {
                always.Add(below + ".active");
            }
        }

        return always;
    }
}
