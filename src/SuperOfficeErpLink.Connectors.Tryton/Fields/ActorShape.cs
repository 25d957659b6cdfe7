namespace SuperOfficeErpLink.Connectors.Tryton.Fields;

/// <summary>One actor type as this Tryton has it.</summary>
/// <param name="Model">Tryton's model of its records.</param>
/// <param name="Members">Which records of the model are of the type.</param>
/// <param name="Always">What is read of every record, whatever fields are asked for: what its version and its parent are made of.</param>
internal sealed record ActorShape(
    ActorType Type, string Model, string KeySpace, ActorType? Parent, Abilities Can, object?[][] Members, IReadOnlyList<string> Always, IReadOnlyList<ActorField> Fields)
{
    public bool IsParty => Model == Models.Party;

    public ActorField? Find(string key) => Fields.FirstOrDefault(field => string.Equals(field.Key, key, StringComparison.Ordinal));

    public ActorTypeInfo Describe() => new(Type, KeySpace, Parent, Can, [.. Fields.Select(field => field.Info)]);

    /// <summary>What to ask Tryton for to answer these fields.</summary>
    public string[] Columns(FieldSet fields) => [.. Always.Concat(fields.Keys.Select(Find).OfType<ActorField>().Select(Path)).Distinct(StringComparer.Ordinal)];

    private static string Path(ActorField field) => field switch
    {
        { Place: Place.Own, Info.List: "language" or "country" } => field.Column + ".code",
        { Place: Place.Own, Info.Key: "categories" } => "categories.name",
        { Place: Place.Own, Info.Key: "party" } => "party.name",
        { Place: Place.Own } => field.Column,
        { Info.List: "country" } => $"{field.Below}.{field.Column}.code",
        _ => $"{field.Below}.{field.Column}",
    };
}
