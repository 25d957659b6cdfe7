namespace SuperOfficeErpLink.Connectors;

/// <summary>What an ERP client is and can do.</summary>
/// <param name="Identity">Server, database and company in one text; a session with another identity is the wrong client.</param>
public sealed record ErpDescription(string Identity, Limits Limits, IReadOnlyList<ActorTypeInfo> ActorTypes)
{
    /// <summary>One actor type, or null when the ERP does not offer it.</summary>
    public ActorTypeInfo? Find(ActorType type) => ActorTypes.FirstOrDefault(candidate => candidate.Type == type);
}

/// <param name="KeySpace">Equal for actor types that share records (a partner that is both customer and supplier).</param>
public sealed record ActorTypeInfo(ActorType Type, string KeySpace, ActorType? ParentType, Abilities Can, IReadOnlyList<FieldInfo> Fields)
{
    /// <summary>One field, or null when there is none by that key.</summary>
    public FieldInfo? Find(string key) => Fields.FirstOrDefault(field => string.Equals(field.Key, key, StringComparison.Ordinal));
}

/// <summary>What can be done with records of a type.</summary>
[Flags]
public enum Abilities
{
    None = 0,
    Update = 1,
    Create = 2,
    SearchByParent = 4,
    Changes = 8,
    ReportsDeletions = 16,
    FeedIsComplete = 32,
    ConditionalWrite = 64,
    Reference = 128,
}

/// <param name="MaxLength">In UTF-16 units; 0 means no limit.</param>
/// <param name="Decimals">Scale of a decimal; null means any.</param>
/// <param name="List">Name of the list its values come from.</param>
/// <param name="Group">Fields of one group are decided whole (an address).</param>
/// <param name="Encoding">Name of the character set the field can hold; null means all of Unicode.</param>
/// <param name="Operators">Empty: not searchable.</param>
public sealed record FieldInfo(
    string Key, LocalText Name, LocalText? Help, FieldType Type, FieldAccess Access, int MaxLength, int? Decimals,
    string? List, string? Default, bool DefaultForced, string? Group, string? Encoding, int Rank, IReadOnlyList<Operator> Operators);

/// <summary>The form of a field's text; see <see cref="FieldValue"/>.</summary>
public enum FieldType
{
    Text, Integer, Decimal, Checkbox, List, Date, DateTime,
}

public enum FieldAccess
{
    Normal, Mandatory, ReadOnly,
}

/// <param name="LongestTransaction">How long a change may be on its way before readers see it; feeds overlap by it.</param>
/// <param name="ListingBeatsKeys">Reading everything is cheaper than reading many keys.</param>
public sealed record Limits(
    int ReadBatch, int WriteBatch, int ParallelCalls, double? CallsPerSecond, int? CallsPerDay, int? ErrorsPerHour,
    bool ListingBeatsKeys, TimeSpan LongestTransaction);
