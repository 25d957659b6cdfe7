using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>What a plain program on the Open XML SDK does to the same workbook, without any of the care.</summary>
internal static class PlainWorkbook
{
    /// <summary>Every row in hand, its cells as texts, read as the SDK reads large sheets: element by element.</summary>
    public static List<string?[]> Read(string path)
    {
        using var document = SpreadsheetDocument.Open(path, isEditable: false);
        var main = document.WorkbookPart!;
        var shared = SharedTexts(main);
        var rows = new List<string?[]>();
        using var reader = OpenXmlReader.Create(SheetOf(main));
        string?[]? row = null;
        while (reader.Read())
        {
            if (reader.ElementType == typeof(Row) && reader.IsStartElement)
            {
                rows.Add(row = new string?[WorkbookErp.Columns.Length]);
            }
            else if (reader.ElementType == typeof(Cell) && reader.IsStartElement)
            {
                var cell = (Cell)reader.LoadCurrentElement()!;
                row![cell.CellReference!.Value![0] - 'A'] = TextOf(cell, shared);
            }
        }

        return rows;
    }

    /// <summary>Sets a column of the records with these keys, saves a copy and puts it in the file's place.</summary>
    public static void Write(string path, string column, IReadOnlyDictionary<string, string> texts)
    {
        var copy = path + ".plain";
        File.Copy(path, copy, overwrite: true);
        using (var document = SpreadsheetDocument.Open(copy, isEditable: true))
        {
            var main = document.WorkbookPart!;
            var shared = SharedTexts(main);
            var at = ((char)('A' + Array.IndexOf(WorkbookErp.Columns, column))).ToString();
            foreach (var row in SheetOf(main).Worksheet.GetFirstChild<SheetData>()!.Elements<Row>())
            {
                if (texts.TryGetValue(TextOf(row.GetFirstChild<Cell>()!, shared), out var text))
                {
                    var cell = row.Elements<Cell>().Single(one => one.CellReference!.Value!.StartsWith(at, StringComparison.Ordinal));
                    cell.DataType = CellValues.InlineString;
                    cell.CellValue = null;
                    cell.InlineString = new InlineString(new Text(text));
                }
            }
        }

        File.Move(copy, path, overwrite: true);
    }

    private static WorksheetPart SheetOf(WorkbookPart main) =>
        (WorksheetPart)main.GetPartById(main.Workbook.Descendants<Sheet>().Single(sheet => sheet.Name == WorkbookErp.Sheet).Id!);

    private static string[] SharedTexts(WorkbookPart main) => [.. main.SharedStringTablePart!.SharedStringTable.Elements<SharedStringItem>().Select(item => item.InnerText)];

    private static string TextOf(Cell cell, string[] shared) => cell.DataType?.Value == CellValues.SharedString
        ? shared[int.Parse(cell.CellValue!.Text, CultureInfo.InvariantCulture)]
        : cell.InnerText;
}
