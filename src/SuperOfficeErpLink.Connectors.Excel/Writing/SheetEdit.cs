using SuperOfficeErpLink.Connectors.Excel.Model;

namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>Cells to change on one sheet, by row and column of the sheet.</summary>
internal sealed class SheetEdit
{
    private readonly SortedDictionary<int, SortedDictionary<int, Cell>> rows = [];

    public SheetEdit(ActorSheet sheet)
    {
        Sheet = sheet;
        LastRow = sheet.LastRow;
        Model = Enumerable.Range(0, sheet.Count).LastOrDefault(row => sheet.KeyAt(row) is not null, -1);
    }

    public ActorSheet Sheet { get; }

    /// <summary>The record new ones are made to look like: the last one, or -1.</summary>
    public int Model { get; }

    /// <summary>The row that record has in the sheet; 0 when there is none.</summary>
    public int ModelRow => Model < 0 ? 0 : Sheet.Grid.Rows[Model];

    /// <summary>The last row with anything in it, new ones included.</summary>
    public int LastRow { get; private set; }

    public bool IsEmpty => rows.Count == 0;

    public IReadOnlyDictionary<int, SortedDictionary<int, Cell>> Rows => rows;

    public bool IsNew(int row) => row > Sheet.LastRow;

    public int AddRow() => ++LastRow;

    /// <param name="column">Its place among the columns with a header.</param>
    public void Set(int row, int column, Cell cell)
    {
        if (!rows.TryGetValue(row, out var cells))
        {
            rows[row] = cells = [];
        }

        cells[Sheet.Grid.Columns[column].Column] = cell;
    }
}
