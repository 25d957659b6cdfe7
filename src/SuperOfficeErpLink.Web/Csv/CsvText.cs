using System.Globalization;
using System.Text;
using SuperOfficeErpLink.Core.Files;

namespace SuperOfficeErpLink.Web.Csv;

/// <summary>Lines of comma separated values as spreadsheets read them (RFC 4180). A cell is text and never a formula.</summary>
public static class CsvText
{
    /// <summary>A semicolon where the comma is in numbers, as in Danish: what spreadsheets of that culture expect.</summary>
    public static char SeparatorOf(CultureInfo culture) => culture.NumberFormat.NumberDecimalSeparator == "," ? ';' : ',';

    /// <summary>One line with its end. Every cell is in quotes, so that no text can end it.</summary>
    public static string Line(IReadOnlyList<string> cells, char separator)
    {
        var line = new StringBuilder();
        for (var index = 0; index < cells.Count; index++)
        {
            line.Append(index == 0 ? "" : separator).Append('"').Append(Formulas.Defuse(cells[index]).Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        return line.Append("\r\n").ToString();
    }
}
