using System.Globalization;
using System.Text.Json;

namespace SuperOfficeErpLink.Connectors.Tryton.Wire;

/// <summary>Takes values out of a record as Tryton sends it. Nested records stand under their name with a dot behind it.</summary>
internal static class RecordJson
{
    /// <summary>Null for null and for a field the server did not send.</summary>
    public static JsonElement? Member(this JsonElement record, string name) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement record, string name) =>
        record.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static int? Id(this JsonElement record, string name = "id") =>
        record.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var id) ? id : null;

    /// <summary>True only when the server says so.</summary>
    public static bool IsTrue(this JsonElement record, string name) => record.Member(name) is { ValueKind: JsonValueKind.True };

    /// <summary>Records without the field count as active: theirs is no kind that is ever put away.</summary>
    public static bool IsActive(this JsonElement record) => record.Member("active") is not { ValueKind: JsonValueKind.False };

    public static IEnumerable<JsonElement> Items(this JsonElement record, string name) =>
        record.Member(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    /// <summary>When a record was last written, in millionths of a second; null when it does not say.</summary>
    public static long? Moment(this JsonElement record) => record.Text("_timestamp") is { } text ? Moments.Parse(text) : null;
}

/// <summary>Tryton's dates: without a zone, of the start of the transaction that wrote.</summary>
internal static class Moments
{
    public static long? Parse(string timestamp) =>
        decimal.TryParse(timestamp, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            ? (long)(seconds * 1_000_000)
            : null;

    public static long? Read(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Object } date
            && date.Id("year") is { } year && date.Id("month") is { } month && date.Id("day") is { } day
            ? (new DateTime(year, month, day, date.Id("hour") ?? 0, date.Id("minute") ?? 0, date.Id("second") ?? 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / 10
                + (date.Id("microsecond") ?? 0)
            : null;

    public static Dictionary<string, object?> Wire(long moment)
    {
        var date = DateTime.UnixEpoch.AddTicks(moment * 10);
        return new(StringComparer.Ordinal)
        {
            ["__class__"] = "datetime", ["year"] = date.Year, ["month"] = date.Month, ["day"] = date.Day,
            ["hour"] = date.Hour, ["minute"] = date.Minute, ["second"] = date.Second, ["microsecond"] = (int)(date.Ticks % TimeSpan.TicksPerSecond / 10),
        };
    }
}
