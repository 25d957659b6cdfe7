using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.History;

namespace SuperOfficeErpLink.Web.Auditing;

/// <summary>A filter of the audit log as an address has it. What makes no sense is taken for not given.</summary>
public sealed class AuditQuery
{
    [FromQuery(Name = "connection")]
    public string? Connection { get; set; }

    [FromQuery(Name = "person")]
    public string? Person { get; set; }

    [FromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [FromQuery(Name = "from")]
    public string? From { get; set; }

    [FromQuery(Name = "to")]
    public string? To { get; set; }

    /// <summary>The page begins with what was before this entry; the newest where it is not given.</summary>
    [FromQuery(Name = "before")]
    public string? Before { get; set; }

    public bool IsFiltered => Parts().Any();

    public bool IsLater => BeforeId is not null;

    private long? BeforeId => long.TryParse(Before, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The newest first, from where the page begins.</summary>
    /// <param name="clock">Days are those of its time zone.</param>
    public IQueryable<AuditRow> Of(IQueryable<AuditRow> rows, TimeProvider clock)
    {
        if (Guid.TryParse(Connection, out var connection))
        {
            rows = rows.Where(row => row.ConnectionId == connection);
        }

        if (!string.IsNullOrEmpty(Person))
        {
            rows = rows.Where(row => row.By == Person);
        }

        if (!string.IsNullOrEmpty(Kind))
        {
            rows = rows.Where(row => row.What == Kind);
        }

        if (FilterAddress.Day(From, clock) is { } from)
        {
            rows = rows.Where(row => row.At >= from);
        }

        if (FilterAddress.Day(To, clock, later: 1) is { } until)
        {
            rows = rows.Where(row => row.At < until);
        }

        if (BeforeId is { } before)
        {
            rows = rows.Where(row => row.Id < before);
        }

        return rows.OrderByDescending(row => row.Id);
    }

    /// <summary>From an address's question mark on: the filter, and where the page begins.</summary>
    public string ToString(long? before, string? handler = null) =>
        FilterAddress.Write(Parts(), "before", before?.ToString(CultureInfo.InvariantCulture), handler);

    private IEnumerable<KeyValuePair<string, string?>> Parts() =>
        FilterAddress.Given(new("connection", Connection), new("person", Person), new("kind", Kind), new("from", From), new("to", To));
}
