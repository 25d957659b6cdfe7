using System.Data.Common;
using System.Globalization;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>
/// A customer as a program made for this one table would read it: each column by its type, and each value as the text the connector has to give,
/// so that both sides end with the same in hand.
/// </summary>
internal sealed record PlainRecord(string Key, string Version, bool IsActive, string[] Values)
{
    public static string Columns { get; } = $"no, version, inactive, {string.Join(", ", SqlSide.Fields)}";

    public static int Width { get; } = 3 + SqlSide.Fields.Count;

    public static PlainRecord Read(DbDataReader reader, Func<DbDataReader, int, string> dayAt)
    {
        var values = new string[SqlSide.Fields.Count];
        for (var index = 0; index < values.Length; index++)
        {
            var at = index + 3;
            values[index] = reader.IsDBNull(at) ? "" : index switch
            {
                13 or 17 => Decimal(reader.GetDecimal(at)),
                14 or 18 => dayAt(reader, at),
                15 => reader.GetInt64(at).ToString(CultureInfo.InvariantCulture),
                19 => reader.GetBoolean(at) ? "1" : "0",
                _ => reader.GetString(at),
            };
        }

        return new PlainRecord(reader.GetString(0), reader.GetInt64(1).ToString(CultureInfo.InvariantCulture), !reader.GetBoolean(2), values);
    }

    private static string Decimal(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
