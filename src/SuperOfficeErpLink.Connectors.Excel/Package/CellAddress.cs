using System.Globalization;

namespace SuperOfficeErpLink.Connectors.Excel.Package;

/// <summary>Between <c>C7</c> and column 2, row 7. Columns count from 0, rows from 1, as people see them.</summary>
internal static class CellAddress
{
    public const int MostColumns = 16_384;
    public const int MostRows = 1_048_576;

    public static string Write(int column, int row) => Column(column) + row.ToString(CultureInfo.InvariantCulture);

    public static string Column(int column) => column < 26
        ? ((char)('A' + column)).ToString()
        : Column((column / 26) - 1) + (char)('A' + (column % 26));

    /// <summary>The column of an address, or -1 when it is none.</summary>
    public static int ColumnOf(ReadOnlySpan<char> address)
    {
        var column = 0;
        foreach (var sign in address)
        {
            if (!char.IsAsciiLetterUpper(sign))
            {
                break;
            }

            column = (column * 26) + sign - 'A' + 1;
            if (column > MostColumns)
            {
                return -1;
            }
        }

        return column - 1;
    }

    public static int RowOf(ReadOnlySpan<char> address) =>
        int.TryParse(address.TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : -1;
}

/// <summary>Cells from one corner to the other, both included.</summary>
internal readonly record struct CellRange(int FirstColumn, int FirstRow, int LastColumn, int LastRow)
{
    public bool Holds(int column, int row) => column >= FirstColumn && column <= LastColumn && row >= FirstRow && row <= LastRow;

    public static CellRange? Read(string? text)
    {
        var corners = (text ?? "").Replace("$", "", StringComparison.Ordinal).Split(':');
        var range = new CellRange(
            CellAddress.ColumnOf(corners[0]), CellAddress.RowOf(corners[0]), CellAddress.ColumnOf(corners[^1]), CellAddress.RowOf(corners[^1]));
        return range.FirstColumn < 0 || range.FirstRow < 0 || range.LastColumn < 0 || range.LastRow < 0 ? null : range;
    }

    public override string ToString() => $"{CellAddress.Write(FirstColumn, FirstRow)}:{CellAddress.Write(LastColumn, LastRow)}";
}
