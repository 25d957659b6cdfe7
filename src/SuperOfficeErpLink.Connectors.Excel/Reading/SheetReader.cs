using System.Globalization;
using System.Xml;
using SuperOfficeErpLink.Connectors.Excel.Model;
using SuperOfficeErpLink.Connectors.Excel.Package;

namespace SuperOfficeErpLink.Connectors.Excel.Reading;

/// <summary>Reads a sheet cell by cell; no more of it is in memory than the grid that comes out.</summary>
/// <param name="headersOnly">It may be a sheet of somebody's own: nothing in it is a mistake.</param>
internal sealed class SheetReader(XmlReader xml, SheetGrid grid, TextPool texts, int sharedTexts, NumberFormats formats, bool headersOnly)
{
    private const int MostCells = 25_000_000;
    private const int RowsBetweenLooks = 1000;

    private readonly List<int> columnAt = [];
    private int row;

    public SheetGrid Read(CancellationToken cancellationToken)
    {
        while ((!headersOnly || grid.HeaderRow == 0) && xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "row")
            {
                continue;
            }

            if (grid.Rows.Count % RowsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var number = xml.GetAttribute("r");
            row = number is null ? row + 1
                : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var stated) && stated > row && stated <= CellAddress.MostRows ? stated
                : throw Broken("row out of order", row + 1);
            if (!xml.IsEmptyElement)
            {
                ReadRow();
            }
        }

        foreach (var column in grid.Columns)
        {
            column.Trim(grid.Rows.Count);
        }

        grid.Rows.TrimExcess();
        return grid;
    }

    private void ReadRow()
    {
        var isHeader = grid.HeaderRow == 0;
        var isTotal = grid.Tables.Any(table => table.IsTotal(row));
        var (index, depth, column, isUsed, isFilled) = (grid.Rows.Count, xml.Depth, -1, false, false);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c")
            {
                continue;
            }

            var found = ReadCell(ref column);
            if (found.Kind == CellKind.Blank && !found.IsFormula)
            {
                continue;
            }

            // Formulas are often filled in further down than there are records.
            isUsed |= isHeader || (found.Kind != CellKind.Blank && !found.IsFormula);
            if (isHeader)
            {
                AddHeader(column, found);
            }
            else if (!isTotal && column < columnAt.Count && columnAt[column] >= 0)
            {
                isFilled |= Keep(grid.Columns[columnAt[column]], index, found);
            }
        }

        grid.LastRow = isUsed ? row : grid.LastRow;
        if (isHeader)
        {
            grid.HeaderRow = isUsed ? row : 0;
        }
        else if (isFilled)
        {
            grid.Rows.Add(row);
            if ((long)grid.Rows.Count * grid.Columns.Count > MostCells)
            {
                throw new TooLargeException();
            }
        }
        else
        {
            grid.Columns.ForEach(cells => cells.Clear(index));
        }
    }

    private static bool Keep(CellColumn column, int index, in Found found)
    {
        if (found.Kind == CellKind.Text)
        {
            column.SetText(index, found.Text, found.IsFormula);
        }
        else
        {
            column.Set(index, found.Kind, found.Number, found.IsFormula);
        }

        return found.Kind != CellKind.Blank;
    }

    private void AddHeader(int column, in Found found)
    {
        if (found.Kind is not (CellKind.Text or CellKind.Number))
        {
            if (headersOnly)
            {
                return;
            }

            throw WorkbookFailure.At(
                WorkbookFailure.Cell(grid.Name, CellAddress.Write(column, row)), "must be the name of a field: plain text.", "skal være navnet på et felt: almindelig tekst.");
        }

        var header = (found.Kind == CellKind.Text ? texts[found.Text] : found.Number.ToString(CultureInfo.InvariantCulture)).Trim();
        if (header.Length == 0)
        {
            return;
        }

        if (grid.Find(header) >= 0)
        {
            if (headersOnly)
            {
                return;
            }

            throw WorkbookFailure.At(
                WorkbookFailure.Cell(grid.Name, CellAddress.Write(column, row)), $"repeats the name \"{header}\". Give each column a name of its own.",
                $"gentager navnet \"{header}\". Giv hver kolonne sit eget navn.");
        }

        while (columnAt.Count <= column)
        {
            columnAt.Add(-1);
        }

        columnAt[column] = grid.Columns.Count;
        grid.Columns.Add(new CellColumn(header, column, texts));
    }

    private Found ReadCell(ref int column)
    {
        string? kind = null;
        string? address = null;
        var style = 0;
        while (xml.MoveToNextAttribute())
        {
            switch (xml.LocalName)
            {
                case "r":
                    address = xml.Value;
                    break;
                case "t":
                    kind = xml.Value;
                    break;
                case "s":
                    _ = int.TryParse(xml.Value, NumberStyles.None, CultureInfo.InvariantCulture, out style);
                    break;
                default:
                    break;
            }
        }

        xml.MoveToElement();
        var at = address is null ? column + 1 : CellAddress.ColumnOf(address);
        column = at > column && at < CellAddress.MostColumns ? at : throw Broken("cell out of order", row, address);
        return xml.IsEmptyElement ? default : ReadContent(kind, style, column);
    }

    private Found ReadContent(string? kind, int style, int column)
    {
        var depth = xml.Depth;
        var isFormula = false;
        string? value = null;
        xml.Read();
        while (xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "v")
            {
                value = xml.ReadElementContentAsString();
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "is")
            {
                value = RichText.Read(xml);
            }
            else
            {
                isFormula |= IsFormula();
                xml.Skip();
            }
        }

        grid.HasFormulas |= isFormula;
        return value is null ? new Found(isFormula ? CellKind.Unknown : CellKind.Blank, 0, 0, isFormula) : Interpret(kind, style, value, isFormula, column);
    }

    private bool IsFormula()
    {
        if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "f")
        {
            return false;
        }

        if (xml.GetAttribute("t") is "array" or "dataTable" && CellRange.Read(xml.GetAttribute("ref")) is { } range)
        {
            grid.Filled.Add(range);
        }

        return true;
    }

    private Found Interpret(string? kind, int style, string value, bool isFormula, int column)
    {
        if (value.Length == 0)
        {
            return new Found(CellKind.Blank, 0, 0, isFormula);
        }

        switch (kind)
        {
            case "s":
                return int.TryParse(value, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var shared) && shared < sharedTexts
                    ? OfText(shared + 1, isFormula)
                    : throw Broken("no such shared string", row, CellAddress.Write(column, row));
            case "str":
                return OfText(texts.Add(CellText.Read(value)), isFormula);
            case "inlineStr":
                return OfText(texts.Add(value), isFormula);
            case "b":
                return new Found(CellKind.Boolean, value.Trim() is "1" or "true" ? 1 : 0, 0, isFormula);
            case "e":
                return new Found(CellKind.Unknown, 0, 0, isFormula);
            case "d":
                return OfText(texts.Add(value), isFormula);
            default:
                return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? new Found(formats.IsDate(style) ? CellKind.Date : CellKind.Number, number, 0, isFormula)
                    : throw Broken("not a number", row, CellAddress.Write(column, row));
        }
    }

    private Found OfText(int text, bool isFormula) => new(texts[text].Length == 0 ? CellKind.Blank : CellKind.Text, 0, text, isFormula);

    private InvalidDataException Broken(string what, int row, string? address = null) =>
        new($"sheet {grid.Name}, {address ?? string.Create(CultureInfo.InvariantCulture, $"row {row}")}: {what}");

    private readonly record struct Found(CellKind Kind, double Number, int Text, bool IsFormula);
}

/// <summary>A text in runs of different looks; how it is pronounced is no part of it.</summary>
internal static class RichText
{
    /// <summary>Reads to behind the element the reader stands on.</summary>
    public static string Read(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            xml.Read();
            return "";
        }

        var depth = xml.Depth;
        var text = "";
        xml.Read();
        while (xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "t")
            {
                var part = xml.ReadElementContentAsString();
                text = text.Length == 0 ? part : text + part;
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "rPh" or "rPr" or "phoneticPr")
            {
                xml.Skip();
            }
            else
            {
                xml.Read();
            }
        }

        xml.Read();
        return CellText.Read(text);
    }
}
