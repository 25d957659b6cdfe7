using System.Text.Json;
using System.Text.Json.Serialization;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>A connection's whole configuration at one version; never changed once published.</summary>
public sealed record MappingDocument(IReadOnlyList<ActorMapping> Actors)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>The mapping of an actor type, or null when it is not synced.</summary>
    public ActorMapping? For(ActorType actor) => Actors.FirstOrDefault(mapping => mapping.Actor == actor && mapping.Enabled);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">When the text is not a mapping document.</exception>
    public static MappingDocument Parse(string json) =>
        JsonSerializer.Deserialize<MappingDocument>(json, Json) ?? throw new JsonException("A mapping document is an object.");
}

/// <param name="Enabled">False while an administrator has switched the type off.</param>
/// <param name="Defaults">What a new actor gets in fields that the CRM fills not at all or not always.</param>
public sealed record ActorMapping(ActorType Actor, bool Enabled, IReadOnlyList<FieldMapping> Fields, IReadOnlyList<FieldDefault>? Defaults = null)
{
    public IReadOnlyList<FieldMapping> Fields
    {
        get;
        init => (field, Pairs) = (value, PairsOf(value));
    } = Fields;

    /// <summary>The mapped pairs in the order that snapshots are stored in.</summary>
    [JsonIgnore]
    public IReadOnlyList<FieldMapping> Pairs { get; private init; } = PairsOf(Fields);

    /// <summary>Shown as columns of the search dialog, in rank order.</summary>
    [JsonIgnore]
    public IEnumerable<FieldMapping> InSearch => Fields.Where(mapped => mapped.ShowInSearch).OrderBy(mapped => mapped.Rank);

    /// <summary>Shown on the ERP tab, in rank order.</summary>
    [JsonIgnore]
    public IEnumerable<FieldMapping> OnTab => Fields.Where(mapped => mapped.ShowOnTab).OrderBy(mapped => mapped.Rank);

    public FieldDefault? DefaultOf(string erpField) =>
        Defaults?.FirstOrDefault(preset => string.Equals(preset.Erp, erpField, StringComparison.Ordinal));

    private static IReadOnlyList<FieldMapping> PairsOf(IReadOnlyList<FieldMapping> fields) => [.. fields.Where(mapped => mapped.IsMapped)];
}

/// <summary>What an ERP field of a new actor gets when nothing goes over to it from the CRM. Used only when an actor is created.</summary>
/// <param name="Value">Canonical; given silently, or as a proposal where the user is asked. Null: none.</param>
/// <param name="Ask">The user is asked for the value.</param>
/// <param name="Mandatory">An actor is not created without it.</param>
public sealed record FieldDefault(string Erp, string? Value = null, bool Ask = false, bool Mandatory = false);

/// <summary>What an administrator decided for one ERP field.</summary>
/// <param name="Crm">The CRM field it is mapped to; null when it is only shown.</param>
/// <param name="Type">Of the pair; with the two fields it is the key of a base value.</param>
/// <param name="Group">Fields of one group and direction are decided whole.</param>
/// <param name="First">For links on which the pair was never agreed.</param>
public sealed record FieldMapping(
    string Erp,
    string? Crm = null,
    Direction Direction = Direction.None,
    FieldType Type = FieldType.Text,
    bool ShowInSearch = false,
    bool ShowOnTab = false,
    int Rank = 0,
    WhenBlank WhenBlank = WhenBlank.Clears,
    OnConflict OnConflict = OnConflict.Ask,
    Normaliser Normaliser = Normaliser.Text,
    string? Group = null,
    ListMapping? List = null,
    FirstValue First = FirstValue.ByDirection)
{
    [JsonIgnore]
    public bool IsMapped => Crm is not null && Direction != Direction.None;

    /// <summary>Only for mapped fields.</summary>
    [JsonIgnore]
    public FieldPair Pair => new(Crm ?? throw new InvalidOperationException($"ERP field {Erp} is not mapped."), Erp);
}

/// <summary>Which way values go.</summary>
public enum Direction
{
    None = 0,

    /// <summary><c>&gt;</c> The ERP owns the value.</summary>
    ErpToCrm = 1,

    /// <summary><c>&lt;</c> The CRM owns the value.</summary>
    CrmToErp = 2,

    /// <summary><c>&lt;&gt;</c> Whoever changes it last since they agreed.</summary>
    Both = 3,
}

/// <summary>What emptying a field on one side does to the other.</summary>
public enum WhenBlank
{
    Clears = 0,

    /// <summary>The pair is accepted as it stands.</summary>
    NeverClears = 1,
    Ask = 2,
}

/// <summary>What happens when both sides changed to values that do not agree.</summary>
public enum OnConflict
{
    Ask = 0,
    ErpWins = 1,
    CrmWins = 2,
}

/// <summary>What happens to a pair that differs on a link where it was never agreed: a field that is new in the mapping, or a link made in bulk.</summary>
public enum FirstValue
{
    /// <summary>A blank side is filled where the direction allows; else the owner's value goes over; a two-way field asks.</summary>
    ByDirection = 0,

    /// <summary>Both sides keep what they have.</summary>
    Leave = 1,
    FromErp = 2,
    FromCrm = 3,

    /// <summary>A blank side is filled where the direction allows; else somebody is asked.</summary>
    FillBlanks = 4,
    Ask = 5,
}

/// <summary>How two values are compared. Normalisers only compare; what is written is the source's own text.</summary>
public enum Normaliser
{
    /// <summary>Character by character, after Unicode composition.</summary>
    Exact = 0,

    /// <summary>Without case and surplus spaces.</summary>
    Text = 1,
    Phone = 2,
    Postcode = 3,
    OrganisationNumber = 4,
    Url = 5,
}

/// <summary>Which CRM list item is which ERP list item. An item in no row cannot go over; it is never taken for blank.</summary>
public sealed record ListMapping(IReadOnlyList<ListMappingItem> Items)
{
    /// <summary>The ERP's items when an administrator last looked; others have come since. Null: nobody has.</summary>
    public IReadOnlyList<string>? Known { get; init; }
}

/// <param name="WriteBack">Where several rows share an item: the one that is used on the way back.</param>
public sealed record ListMappingItem(string Crm, string Erp, bool WriteBack = true);
