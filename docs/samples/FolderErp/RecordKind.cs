using SuperOfficeErpLink.Connectors;

namespace FolderErp;

/// <summary>One kind of record: where its files lie and which fields they have.</summary>
internal sealed record RecordKind(ActorType Type, string Folder, char KeyBegins, ActorType? ParentType, IReadOnlyList<FieldInfo> Fields)
{
    public const string NumberField = "number";
    public const string Groups = "groups";

    private static readonly IReadOnlyList<Operator> TextOperators =
        [Operator.Equal, Operator.NotEqual, Operator.BeginsWith, Operator.Contains, Operator.EndsWith];

    private static readonly IReadOnlyList<Operator> ListOperators = [Operator.Equal, Operator.NotEqual, Operator.OneOf];

    public static IReadOnlyList<RecordKind> All { get; } =
    [
        new(ActorType.Customer, "customers", 'C', null,
        [
            Field(NumberField, "Number", "Nummer", FieldType.Text, FieldAccess.ReadOnly),
            Field("name", "Name", "Navn", FieldType.Text, FieldAccess.Mandatory),
            Field("street", "Street", "Gade", FieldType.Text),
            Field("city", "City", "By", FieldType.Text),
            Field("group", "Group", "Gruppe", FieldType.List),
            Field("creditLimit", "Credit limit", "Kreditmaks.", FieldType.Decimal),
            Field("newsletter", "Newsletter", "Nyhedsbrev", FieldType.Checkbox),
            Field("since", "Customer since", "Kunde siden", FieldType.Date),
        ]),
        new(ActorType.Person, "persons", 'P', ActorType.Customer,
        [
            Field(NumberField, "Number", "Nummer", FieldType.Text, FieldAccess.ReadOnly),
            Field("name", "Name", "Navn", FieldType.Text, FieldAccess.Mandatory),
            Field("email", "E-mail", "E-mail", FieldType.Text),
        ]),
    ];

    public static RecordKind Of(ActorType type) => All.FirstOrDefault(kind => kind.Type == type)
        ?? throw new ConnectorException(FailureKind.Misconfigured, LocalText.Of("This ERP has no such records.", "Dette ERP har ingen sådanne poster."), $"No {type}.");

    public FieldInfo? Find(string key) => Fields.FirstOrDefault(field => string.Equals(field.Key, key, StringComparison.Ordinal));

    /// <summary>What a session may do with it. Writes are conditional among those who take turns only, so the host is not told that they are.</summary>
    public ActorTypeInfo Describe(bool isReadOnly) => new(
        Type, Folder, ParentType,
        Abilities.Changes | (ParentType is null ? Abilities.None : Abilities.SearchByParent) | (isReadOnly ? Abilities.None : Abilities.Update | Abilities.Create | Abilities.Reference),
        Fields);

    private static FieldInfo Field(string key, string english, string danish, FieldType type, FieldAccess access = FieldAccess.Normal) => new(
        key, LocalText.Of(english, danish), Help: null, type, access, MaxLength: 0, Decimals: type == FieldType.Decimal ? 2 : null, List: type == FieldType.List ? Groups : null,
        Default: null, DefaultForced: false, Group: key is "street" or "city" ? "address" : null, Encoding: null, Rank: 0,
        type switch { FieldType.Text => TextOperators, FieldType.List => ListOperators, _ => [] });
}
