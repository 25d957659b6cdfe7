using System.Globalization;

namespace SuperOfficeErpLink.Web.History;

/// <summary>What filters of lists over time share in how an address has them.</summary>
public static class FilterAddress
{
    /// <summary>What of the parts is given.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Given(params KeyValuePair<string, string?>[] parts) => parts.Where(part => !string.IsNullOrEmpty(part.Value));

    /// <summary>From the question mark on: the filter, where the page begins, and what of the page is meant.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, string?>> filter, string place, string? at, string? handler)
    {
        var query = QueryString.Create(filter.Concat(Given(new(place, at), new("handler", handler)))).Value!;
        return query.Length == 0 ? "?" : query;
    }

    /// <summary>The beginning of a day, or of the one after it. What is no day, or one that nobody means, is taken for not given.</summary>
    /// <param name="clock">Days are those of its time zone.</param>
    public static DateTimeOffset? Day(string? typed, TimeProvider clock, int later = 0)
    {
        if (!DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1980 or > 9000)
        {
            return null;
        }

        var start = day.AddDays(later).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(start, clock.LocalTimeZone.GetUtcOffset(start)).ToUniversalTime();
    }
}
