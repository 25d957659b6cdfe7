using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Web.Issues;

/// <summary>Addresses of groups of conflicts.</summary>
public static class ConflictPaths
{
    /// <summary>From the application's root.</summary>
    public static string Of(ConflictGroup group, bool mine, long after = 0)
    {
        var query = QueryString.Create("connection", group.ConnectionId.ToString()).Add("type", group.Type.ToString()).Add("pair", group.Pair.ToString())
            .Add("difference", group.Difference.ToString());
        query = mine ? query.Add("mine", "1") : query;
        return $"~/conflicts/group{(after > 0 ? query.Add("after", after.ToString(System.Globalization.CultureInfo.InvariantCulture)) : query).Value}";
    }

    /// <summary>Null when the address names no group.</summary>
    public static ConflictGroup? Parse(Guid connection, string? type, string? pair, string? difference) =>
        Enum.TryParse<ActorType>(type, out var actor) && FieldPair.Parse(pair) is { } fields && Enum.TryParse<DifferenceClass>(difference, out var kind)
            ? new ConflictGroup(connection, actor, fields, kind)
            : null;
}
