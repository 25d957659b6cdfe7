using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SuperOfficeErpLink.Connectors.Tryton.Reading;

/// <summary>A place in a change feed. All dates are Tryton's; the clock is the server's own, and only the time between two of its answers counts.</summary>
/// <param name="Settled">All that was written with this date or an earlier one has been read: nothing of it can come any more.</param>
/// <param name="High">The latest date known when the reading before began; null: nothing was read yet.</param>
/// <param name="HighAt">The server's clock when that date was first known.</param>
/// <param name="Known">What the reading before delivered, if it was one page; the same again need not be delivered again.</param>
/// <param name="After">The id behind which this reading goes on; 0 at its beginning.</param>
/// <param name="NextHigh">The latest date known when this reading began.</param>
/// <param name="NextHighAt">The server's clock then.</param>
internal sealed record FeedPlace(long? Settled, long? High, long? HighAt, string Known, int After, long? NextHigh, long? NextHighAt)
{
    private const string Kind = "c1";

    public static FeedPlace Beginning { get; } = new(null, null, null, "", 0, null, null);

    /// <summary>Where a reading's window begins; null: everything is read.</summary>
    public (string Sign, long Moment)? From(TimeSpan longestTransaction)
    {
        if (High is not { } high)
        {
            return null;
        }

        var earliest = high - (longestTransaction.Ticks / 10);
        return Settled is { } settled && settled >= earliest ? (">", settled) : (">=", earliest);
    }

    public FeedPlace Reaches(long? high, DateTimeOffset? at) => this with { NextHigh = Row.Later(High, high), NextHighAt = at?.ToUnixTimeSeconds() };

    /// <summary>The beginning of the next reading.</summary>
    public FeedPlace Ended(string known, TimeSpan settling)
    {
        var isSettled = HighAt is { } from && NextHighAt is { } to && to - from >= (long)settling.TotalSeconds;
        return new(isSettled ? High : Settled, NextHigh, NextHigh == High ? HighAt ?? NextHighAt : NextHighAt, known, 0, null, null);
    }

    public string Write() => OpaqueToken.Write(Kind, Number(Settled), Number(High), Number(HighAt), Known, Number(After), Number(NextHigh), Number(NextHighAt));

    public static FeedPlace? Read(string cursor) =>
        OpaqueToken.ReadWithGaps(cursor, 8) is [Kind, var settled, var high, var highAt, { } known, { } after, var nextHigh, var nextHighAt]
            && int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && TryNumber(settled, out var a) && TryNumber(high, out var b) && TryNumber(highAt, out var c) && TryNumber(nextHigh, out var d) && TryNumber(nextHighAt, out var e)
            ? new FeedPlace(a, b, c, known, id, d, e)
            : null;

    /// <summary>Stands for records as they were, with the fields that were asked for.</summary>
    public static string Digest(FieldSet fields, IReadOnlyList<Row> rows)
    {
        if (rows.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder(string.Join('\n', fields.Keys));
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{row.Id} {row.Version} {row.ReplacedBy}");
        }

        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())), 0, 15);
    }

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static bool TryNumber(string? text, out long? number)
    {
        number = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        return text is null || number is not null;
    }
}
