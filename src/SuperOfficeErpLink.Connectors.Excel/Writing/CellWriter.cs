using System.Globalization;
using System.Security;
using SuperOfficeErpLink.Connectors.Excel.Model;
using SuperOfficeErpLink.Connectors.Excel.Package;

namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>Writes cells. Text stands in the cell itself and is never a formula, whatever it begins with.</summary>
internal sealed class CellWriter(TextWriter target, StyleSheet styles, DateSystem dates)
{
    /// <summary>What stands before the names of elements, colon included.</summary>
    public string Prefix { get; set; } = "";

    public void Write(int row, int column, in Cell cell, int style)
    {
        var kind = cell.Kind;
        var text = kind == CellKind.Text ? CellText.Write(cell.Text!) : cell.Number.ToString("R", CultureInfo.InvariantCulture);
        if (kind == CellKind.Date)
        {
            var moment = dates.Read(cell.Number)!.Value;
            if (styles.ForDate(style, moment.TimeOfDay != TimeSpan.Zero) is { } shown)
            {
                style = shown;
            }
            else
            {
                // Without styles nothing says that a number is a date; a text does.
                (kind, text) = (CellKind.Text, moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture));
            }
        }

        target.Write($"<{Prefix}c r=\"{CellAddress.Write(column, row)}\"");
        target.Write(style == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" s=\"{style}\""));
        target.Write(kind switch
        {
            CellKind.Blank => "/>",
            CellKind.Text => $" t=\"inlineStr\"><{Prefix}is><{Prefix}t xml:space=\"preserve\">{SecurityElement.Escape(text)}</{Prefix}t></{Prefix}is></{Prefix}c>",
            CellKind.Boolean => $" t=\"b\"><{Prefix}v>{text}</{Prefix}v></{Prefix}c>",
            _ => $"><{Prefix}v>{text}</{Prefix}v></{Prefix}c>",
        });
    }
}
