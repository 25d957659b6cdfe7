using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Web.History;

/// <summary>A filter as an address has it. What makes no sense is taken for not given.</summary>
public sealed class HistoryQuery
{
    [FromQuery(Name = "connection")]
    public string? Connection { get; set; }

    /// <summary>The kind of record and a CRM field's key, or a pair of fields.</summary>
    [FromQuery(Name = "field")]
    public string? Field { get; set; }

    [FromQuery(Name = "side")]
    public string? Side { get; set; }

    [FromQuery(Name = "cause")]
    public string? Cause { get; set; }

    [FromQuery(Name = "state")]
    public string? State { get; set; }

    [FromQuery(Name = "person")]
    public string? Person { get; set; }

    [FromQuery(Name = "run")]
    public string? Run { get; set; }

    [FromQuery(Name = "from")]
    public string? From { get; set; }

    [FromQuery(Name = "to")]
    public string? To { get; set; }

    [FromQuery(Name = "after")]
    public string? After { get; set; }

    /// <summary>The place the page begins behind; null: the newest.</summary>
    public HistoryPlace? Place => HistoryPlace.Parse(After);

    public bool IsFiltered => Parts().Any();

    /// <param name="clock">Days are those of its time zone.</param>
    public HistoryFilter ToFilter(TimeProvider clock, EntityRef? entity = null)
    {
        var pair = FieldPair.Parse(Field);
        var ofType = Field?.Split(':') is [var type, var key] && Enum.TryParse<EntityType>(type, out var kind) && Enum.IsDefined(kind) ? (Kind: kind, Key: key) : default((EntityType Kind, string Key)?);
        return new HistoryFilter
        {
            ConnectionId = Guid.TryParse(Connection, out var connection) ? connection : null,
            Entity = entity,
            Type = ofType?.Kind,
            CrmField = pair?.Crm ?? ofType?.Key,
            ErpField = pair?.Erp,
            Side = Enum.TryParse<Side>(Side, out var side) && Enum.IsDefined(side) ? side : null,
            Cause = Text(Cause),
            State = Enum.TryParse<ChangeState>(State, out var state) && Enum.IsDefined(state) ? state : null,
            UserId = Text(Person),
            RunId = long.TryParse(Run, NumberStyles.None, CultureInfo.InvariantCulture, out var run) ? run : null,
            From = FilterAddress.Day(From, clock),
            Until = FilterAddress.Day(To, clock, later: 1),
        };
    }

    /// <summary>From an address's question mark on: the filter, and where the page begins.</summary>
    public string ToString(HistoryPlace? after, string? handler = null) => FilterAddress.Write(Parts(), "after", after?.ToString(), handler);

    private IEnumerable<KeyValuePair<string, string?>> Parts() => FilterAddress.Given(
        new("connection", Connection), new("field", Field), new("side", Side), new("cause", Cause), new("state", State), new("person", Person), new("run", Run), new("from", From),
        new("to", To));

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed;
}
