using System.Globalization;
using System.Text.Json;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton;

/// <summary>What a user may do with a model.</summary>
internal sealed record ModelAccess(bool Read, bool Write, bool Create);

/// <summary>What was found in a Tryton at the start of a session: its modules, the user's rights, and the ids behind the names in the settings.</summary>
internal sealed record Installation(
    int Company, string Language,
    IReadOnlyDictionary<string, ModelAccess> Access,
    IReadOnlySet<string> Restricted,
    IReadOnlyDictionary<string, JsonElement> Fields,
    int? CustomerCategory, int? SupplierCategory, int? RelationType,
    IReadOnlyDictionary<string, string> IdentifierTypes)
{
    /// <summary>The models and their fields that are used where they are there. Other versions of Tryton have others.</summary>
    public static IReadOnlyDictionary<string, string[]> Used { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [Models.Party] = ["name", "code", "lang", "active", "replaced_by", "categories", "relations"],
        [Models.Address] = ["street", "postal_code", "city", "country", "active"],
        [Models.Mechanism] = ["type", "value", "active"],
        [Models.Identifier] = ["type", "code", "active"],
        [Models.Work] = ["name", "type", "status", "party", "comment", "progress", "company"],
        [Models.Country] = ["code", "name", "active"],
    };

    /// <summary>
    /// For reads: records that were put away are there too, and what holds a text is found. Tryton on PostgreSQL else looks for whole words in texts of several lines.
    /// </summary>
    public Dictionary<string, object?> ReadContext => new(StringComparer.Ordinal)
    {
        ["company"] = Company, ["language"] = Language, ["active_test"] = false,
        [Models.Address + ".street.search_full_text"] = false, [Models.Work + ".comment.search_full_text"] = false,
    };

    public Dictionary<string, object?> WriteContext(Dictionary<string, string> timestamps) =>
        new(StringComparer.Ordinal) { ["company"] = Company, ["language"] = Language, ["_timestamp"] = timestamps };

    public bool Has(string model, string field) =>
        Fields.TryGetValue(model, out var fields) && fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(field, out _);

    public bool MayRead(string model) => Access.TryGetValue(model, out var access) && access.Read;

    public bool MayWrite(string model) => Access.TryGetValue(model, out var access) && access.Write;

    public bool MayCreate(string model) => Access.TryGetValue(model, out var access) && access.Create;

    /// <summary>What Tryton calls a field in its messages to this user.</summary>
    public string? LabelOf(string model, string field) => Has(model, field) ? Fields[model].GetProperty(field).Text("string") : null;

    /// <summary>In characters; 0 when there is no limit.</summary>
    public int SizeOf(string model, string field) => Has(model, field) && Fields[model].GetProperty(field).Id("size") is { } size ? size : 0;

    /// <summary>True when no record rule can hide a record of the model from this user: what is not found is not there.</summary>
    public bool ShowsAllOf(string model) => !Restricted.Contains(model);
}

/// <summary>Tryton's names of what is used of it.</summary>
internal static class Models
{
    public const string Party = "party.party";
    public const string Address = "party.address";
    public const string Mechanism = "party.contact_mechanism";
    public const string Identifier = "party.identifier";
    public const string Relation = "party.relation.all";
    public const string RelationType = "party.relation.type";
    public const string Category = "party.category";
    public const string Country = "country.country";
    public const string Language = "ir.lang";
    public const string Work = "project.work";
    public const string Status = "project.work.status";
    public const string Company = "company.company";

    public static string Key(int id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The id behind a key; null for a text that cannot be one.</summary>
    public static int? Id(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 && string.Equals(Key(id), key, StringComparison.Ordinal) ? id : null;
}
