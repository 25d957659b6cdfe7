using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>Workbooks made and changed by the Open XML SDK, as a program that is not ours does it.</summary>
internal static class SdkWorkbook
{
    /// <summary>A style that shows a date, bold.</summary>
    public const uint DateStyle = 1;

    public static void Make(string path, params (string Sheet, object?[][] Rows)[] sheets)
    {
        using var document = SpreadsheetDocument.Create(path, SpreadsheetDocumentType.Workbook);
        var main = document.AddWorkbookPart();
        main.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(new Sheets());
        var styles = main.AddNewPart<WorkbookStylesPart>();
        styles.Stylesheet = new Stylesheet(
            new Fonts(new Font(), new Font(new Bold())), new Fills(new Fill(new PatternFill { PatternType = PatternValues.None })), new Borders(new Border()),
            new CellStyleFormats(new CellFormat()), new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14, FontId = 1, ApplyNumberFormat = true }));
        foreach (var (name, rows) in sheets)
        {
            var part = main.AddNewPart<WorksheetPart>();
            var content = new SheetData();
            part.Worksheet = new Worksheet(content);
            for (var row = 0; row < rows.Length; row++)
            {
                content.Append(new Row(rows[row].Select((value, column) => Cell(value, Address(column, row + 1))).OfType<Cell>()) { RowIndex = (uint)row + 1 });
            }

            main.Workbook.Sheets!.Append(new Sheet { Name = name, Id = main.GetIdOfPart(part), SheetId = (uint)main.Workbook.Sheets.Count() + 1 });
        }
    }

    public static void Edit(string path, string sheet, string address, object? value) => Change(path, sheet, content =>
    {
        var number = uint.Parse(address.TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ".ToCharArray()), CultureInfo.InvariantCulture);
        var row = content.Elements<Row>().Single(one => one.RowIndex! == number);
        row.Elements<Cell>().FirstOrDefault(cell => cell.CellReference == address)?.Remove();
        if (Cell(value, address) is { } made)
        {
            row.InsertBefore(made, row.Elements<Cell>().FirstOrDefault(cell => string.CompareOrdinal(cell.CellReference!.Value, address) > 0));
        }
    });

    public static void DeleteRow(string path, string sheet, int number) => Change(path, sheet, content =>
        content.Elements<Row>().Single(one => one.RowIndex! == (uint)number).Remove());

    public static IReadOnlyList<string> Mistakes(string path)
    {
        using var document = SpreadsheetDocument.Open(path, isEditable: false);
        return [.. new OpenXmlValidator(FileFormatVersions.Office2013).Validate(document).Select(mistake => $"{mistake.Part?.Uri} {mistake.Path?.XPath}: {mistake.Description}")];
    }

    public static string Address(int column, int row) => string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + column)}{row}");

    private static void Change(string path, string sheet, Action<SheetData> change)
    {
        // Saved as Excel does it: to another file that then takes the name.
        var copy = path + ".sdk";
        File.Copy(path, copy);
        using (var document = SpreadsheetDocument.Open(copy, isEditable: true))
        {
            var main = document.WorkbookPart!;
            var id = main.Workbook.Descendants<Sheet>().Single(one => one.Name == sheet).Id!;
            change(((WorksheetPart)main.GetPartById(id!)).Worksheet.GetFirstChild<SheetData>()!);
        }

        File.Move(copy, path, overwrite: true);
    }

    private static Cell? Cell(object? value, string address) => value switch
    {
        null => null,
        string text => new Cell(new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve })) { CellReference = address, DataType = CellValues.InlineString },
        bool flag => new Cell(new CellValue(flag)) { CellReference = address, DataType = CellValues.Boolean },
        DateOnly day => new Cell(new CellValue(day.ToDateTime(TimeOnly.MinValue).ToOADate().ToString(CultureInfo.InvariantCulture))) { CellReference = address, StyleIndex = DateStyle },
        _ => new Cell(new CellValue(Convert.ToString(value, CultureInfo.InvariantCulture)!)) { CellReference = address },
    };
}
