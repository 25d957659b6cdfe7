using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using SuperOfficeErpLink.Connectors.Excel.Model;
using SuperOfficeErpLink.Connectors.Excel.Package;

namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>
/// Copies a sheet, with some cells changed. Everything else comes through to the letter: looks, widths, formulas, what other programs left
/// there. A cell keeps its style; a new one gets that of the last record's, its row's or its column's.
/// </summary>
internal sealed partial class SheetWriter : IDisposable
{
    private const int MuchPending = 32 * 1024;

    private readonly SheetEdit edit;
    private readonly SpliceReader splice;
    private readonly XmlReader xml;
    private readonly IXmlLineInfo place;
    private readonly TextWriter target;
    private readonly CellWriter cells;
    private readonly Queue<int> rowsLeft;
    private readonly Dictionary<int, int> modelStyles = [];
    private readonly List<(int First, int Last, int Style)> columnStyles = [];
    private int row;

    private SheetWriter(TextReader source, TextWriter target, SheetEdit edit, StyleSheet styles)
    {
        this.edit = edit;
        this.target = target;
        splice = new SpliceReader(source, target);
        xml = Parts.ReadXml(splice);
        place = (IXmlLineInfo)xml;
        cells = new CellWriter(target, styles, edit.Sheet.Dates);
        rowsLeft = new Queue<int>(edit.Rows.Keys);
    }

    public static void Write(TextReader source, TextWriter target, SheetEdit edit, StyleSheet styles)
    {
        using var writer = new SheetWriter(source, target, edit, styles);
        writer.Run();
    }

    public void Dispose()
    {
        xml.Dispose();
        splice.Dispose();
    }

    private void Run()
    {
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "sheetData")
            {
                CopyToTag();
                AddRowsBefore(int.MaxValue);
                splice.CopyRest();
                return;
            }

            if (xml.NodeType == XmlNodeType.Element)
            {
                OnElement();
            }
        }

        throw new InvalidDataException($"sheet {edit.Sheet.Grid.Name}: no rows to change");
    }

    private void OnElement()
    {
        switch (xml.LocalName)
        {
            case "dimension":
                OnDimension();
                break;
            case "col":
                columnStyles.Add((Number("min") - 1, Number("max") - 1, Number("style")));
                break;
            case "sheetData":
                cells.Prefix = xml.Prefix.Length > 0 ? xml.Prefix + ":" : "";
                break;
            case "row":
                OnRow();
                break;
            default:
                break;
        }
    }

    /// <summary>The corner cells of what is used, which other programs trust.</summary>
    private void OnDimension()
    {
        if (!edit.IsNew(edit.LastRow) || CellRange.Read(xml.GetAttribute("ref")) is not { } range)
        {
            return;
        }

        var last = edit.Rows.Values.Max(row => row.Keys.Max());
        CopyToTag();
        var larger = range with { LastRow = Math.Max(range.LastRow, edit.LastRow), LastColumn = Math.Max(range.LastColumn, last) };
        target.Write(Reference().Replace(splice.TakeTag(), $"ref=\"{larger}\"", 1));
    }

    private void OnRow()
    {
        row = xml.GetAttribute("r") is { } number ? int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture) : row + 1;
        if (splice.Pending > MuchPending || (rowsLeft.TryPeek(out var next) && next <= row))
        {
            CopyToTag();
            AddRowsBefore(row);
        }

        if (rowsLeft.TryPeek(out next) && next == row)
        {
            rowsLeft.Dequeue();
            ChangeRow(edit.Rows[row]);
        }
        else if (row == edit.ModelRow && !xml.IsEmptyElement)
        {
            LearnStyles();
        }
    }

    private void AddRowsBefore(int limit)
    {
        while (rowsLeft.TryPeek(out var next) && next < limit)
        {
            rowsLeft.Dequeue();
            target.Write(string.Create(CultureInfo.InvariantCulture, $"<{cells.Prefix}row r=\"{next}\">"));
            foreach (var (column, cell) in edit.Rows[next])
            {
                WriteCell(next, column, cell, style: null, rowStyle: 0);
            }

            target.Write($"</{cells.Prefix}row>");
        }
    }

    private void ChangeRow(SortedDictionary<int, Cell> changes)
    {
        var rowStyle = xml.GetAttribute("customFormat") is "1" or "true" ? Number("s") : 0;
        var (isEmpty, depth, left) = (xml.IsEmptyElement, xml.Depth, new Queue<int>(changes.Keys));
        var tag = Spans().Replace(splice.TakeTag(), "");
        target.Write(isEmpty ? tag[..tag.LastIndexOf('/')] + ">" : tag);
        var column = -1;
        while (!isEmpty && xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c")
            {
                continue;
            }

            column = xml.GetAttribute("r") is { } address ? CellAddress.ColumnOf(address) : column + 1;
            var style = xml.GetAttribute("s") is null ? (int?)null : Number("s");
            LearnStyle(column, style);
            if (left.TryPeek(out var next) && next <= column)
            {
                CopyToTag();
                AddCellsBefore(column);
                if (left.TryPeek(out next) && next == column)
                {
                    left.Dequeue();
                    DropCell();
                    WriteCell(row, column, changes[column], style, rowStyle);
                }
            }
        }

        if (!isEmpty)
        {
            CopyToTag();
        }

        AddCellsBefore(int.MaxValue);
        target.Write(isEmpty ? $"</{cells.Prefix}row>" : "");

        void AddCellsBefore(int limit)
        {
            while (left.TryPeek(out var next) && next < limit)
            {
                left.Dequeue();
                WriteCell(row, next, changes[next], style: null, rowStyle);
            }
        }
    }

    private void DropCell()
    {
        splice.TakeTag();
        var depth = xml.Depth;
        if (xml.IsEmptyElement)
        {
            return;
        }

        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "f")
            {
                throw new InvalidDataException($"sheet {edit.Sheet.Grid.Name}, row {row}: a formula would be lost");
            }
        }

        splice.DropTo(place.LineNumber, place.LinePosition - 2);
        splice.TakeTag();
    }

    private void LearnStyles()
    {
        var (depth, column) = (xml.Depth, -1);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "c")
            {
                column = xml.GetAttribute("r") is { } address ? CellAddress.ColumnOf(address) : column + 1;
                LearnStyle(column, Number("s"));
            }
        }
    }

    private void LearnStyle(int column, int? style)
    {
        if (row == edit.ModelRow)
        {
            modelStyles[column] = style ?? 0;
        }
    }

    private void WriteCell(int row, int column, in Cell cell, int? style, int rowStyle)
    {
        var inherited = edit.IsNew(row) && modelStyles.TryGetValue(column, out var model) ? model
            : rowStyle > 0 ? rowStyle
            : columnStyles.Find(range => range.First <= column && range.Last >= column).Style;
        if (!cell.IsBlank || style is not null || inherited > 0)
        {
            cells.Write(row, column, cell, style ?? inherited);
        }
    }

    /// <summary>Up to the tag the parser stands on.</summary>
    private void CopyToTag() => splice.CopyTo(place.LineNumber, place.LinePosition - (xml.NodeType == XmlNodeType.EndElement ? 2 : 1));

    private int Number(string attribute) => int.TryParse(xml.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("""\sspans\s*=\s*("[^"]*"|'[^']*')""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Spans();

    [GeneratedRegex("""\bref\s*=\s*("[^"]*"|'[^']*')""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
