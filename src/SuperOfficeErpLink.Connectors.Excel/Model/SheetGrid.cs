using SuperOfficeErpLink.Connectors.Excel.Package;

namespace SuperOfficeErpLink.Connectors.Excel.Model;

/// <summary>A table someone made on a sheet (Insert, Table).</summary>
/// <param name="Totals">How many of its last rows are totals.</param>
internal sealed record SheetTable(string Part, CellRange Range, int Totals)
{
    public bool IsTotal(int row) => row > Range.LastRow - Totals && row <= Range.LastRow;
}

/// <summary>A sheet as read: the columns that have a header, and the rows that have something in them.</summary>
internal sealed class SheetGrid
{
    public required string Name { get; init; }

    public required string Part { get; init; }

    public required IReadOnlyList<SheetTable> Tables { get; init; }

    /// <summary>0 for a sheet without anything in it.</summary>
    public int HeaderRow { get; set; }

    public List<CellColumn> Columns { get; } = [];

    /// <summary>The number each row has in the sheet, ascending.</summary>
    public List<int> Rows { get; } = [];

    /// <summary>The last row with anything in it, under a header or not.</summary>
    public int LastRow { get; set; }

    public bool HasFormulas { get; set; }

    /// <summary>Cells filled by a formula that stands in another.</summary>
    public List<CellRange> Filled { get; } = [];

    /// <summary>The column with a header, whatever its case; -1 when there is none.</summary>
    public int Find(params ReadOnlySpan<string> headers)
    {
        foreach (var header in headers)
        {
            var at = Columns.FindIndex(column => string.Equals(column.Header, header, StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
            {
                return at;
            }
        }

        return -1;
    }

    public LocalText Place(int column, int row) => WorkbookFailure.Cell(Name, CellAddress.Write(Columns[column].Column, Rows[row]));

    /// <summary>Only Excel changes what a formula shows.</summary>
    public bool IsCalculated(int column, int row) =>
        Columns[column][row].IsFormula || Filled.Exists(range => range.Holds(Columns[column].Column, Rows[row]));
}
