using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Storage.Model;

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

        if (Day(From, clock) is { } from)
        {
            rows = rows.Where(row => row.At >= from);
        }

        if (Day(To, clock, later: 1) is { } until)
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
    public string ToString(long? before, string? handler = null)
    {
        var parts = Parts();
        parts = before is { } id ? parts.Append(new("before", id.ToString(CultureInfo.InvariantCulture))) : parts;
        parts = handler is null ? parts : parts.Append(new("handler", handler));
        var query = QueryString.Create(parts).Value!;
        return query.Length == 0 ? "?" : query;
    }

    private IEnumerable<KeyValuePair<string, string?>> Parts() => new KeyValuePair<string, string?>[]
    {
        new("connection", Connection), new("person", Person), new("kind", Kind), new("from", From), new("to", To),
    }.Where(part => !string.IsNullOrEmpty(part.Value));

    /// <summary>The beginning of a day, or of the one after it.</summary>
    private static DateTimeOffset? Day(string? typed, TimeProvider clock, int later = 0)
    {
        if (!DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1980 or > 9000)
        {
            return null;
        }

        var start = day.AddDays(later).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(start, clock.LocalTimeZone.GetUtcOffset(start)).ToUniversalTime();
    }
}
