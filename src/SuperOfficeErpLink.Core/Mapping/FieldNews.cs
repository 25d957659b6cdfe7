using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>Which fields an ERP has come to offer, and which no more. Keys are "type.field".</summary>
public sealed record FieldNews(IReadOnlyList<string> New, IReadOnlyList<string> Gone)
{
    public static string KeyOf(ActorType type, string field) => $"{type}.{field}";

    /// <summary>Pure. Nothing is new where it was never asked before.</summary>
    public static FieldNews Between(ErpDescription? before, ErpDescription after)
    {
        var (old, now) = (KeysOf(before ?? after), KeysOf(after));
        return new FieldNews([.. now.Except(old, StringComparer.Ordinal)], [.. old.Except(now, StringComparer.Ordinal)]);
    }

    private static List<string> KeysOf(ErpDescription described) =>
        [.. described.ActorTypes.SelectMany(type => type.Fields.Select(field => KeyOf(type.Type, field.Key)))];
}
