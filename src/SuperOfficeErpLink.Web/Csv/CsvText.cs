using System.Globalization;
using System.Text;

namespace SuperOfficeErpLink.Web.Csv;

/// <summary>Lines of comma separated values as spreadsheets read them (RFC 4180). A cell is text and never a formula.</summary>
public static class CsvText
{
    /// <summary>Spreadsheets take a cell for a formula by its first character; wide forms of the signs included.</summary>
    private const string Formula = "=+-@\t\r\n＝＋－＠";

    /// <summary>A semicolon where the comma is in numbers, as in Danish: what spreadsheets of that culture expect.</summary>
    public static char SeparatorOf(CultureInfo culture) => culture.NumberFormat.NumberDecimalSeparator == "," ? ';' : ',';

    /// <summary>One line with its end. Every cell is in quotes, so that no text can end it.</summary>
    public static string Line(IReadOnlyList<string> cells, char separator)
    {
        var line = new StringBuilder();
        for (var index = 0; index < cells.Count; index++)
        {
            line.Append(index == 0 ? "" : separator).Append('"').Append(Defused(cells[index]).Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        return line.Append("\r\n").ToString();
    }

    /// <summary>A text that a spreadsheet could take for a formula begins with an apostrophe: it is shown as what it is.</summary>
    public static string Defused(string cell) => cell.Length > 0 && Formula.Contains(cell[0], StringComparison.Ordinal) ? $"'{cell}" : cell;
}
