using System.Globalization;

namespace SuperOfficeErpLink.Connectors.Excel.Model;

/// <summary>Between what a cell shows and the canonical texts of <see cref="FieldValue"/>.</summary>
internal static class CellValues
{
    /// <summary>Where a double still counts in ones; Excel itself keeps 15 digits.</summary>
    private const double MostWhole = 1e15;

    private static readonly FieldValue Yes = FieldValue.Of("1");
    private static readonly FieldValue No = FieldValue.Of("0");

    /// <summary>A cell as a field of a type; not read when it is none.</summary>
    public static FieldValue Read(FieldType type, in Cell cell, DateSystem dates)
    {
        switch (cell.Kind)
        {
            case CellKind.Blank:
                return FieldValue.Blank;
            case CellKind.Unknown:
                return FieldValue.NotRead;
            case CellKind.Text:
                return CanonicalValues.Read(type, cell.Text!);
            default:
                break;
        }

        return type switch
        {
            FieldType.Text or FieldType.List => cell.Kind switch
            {
                CellKind.Boolean => cell.Number != 0 ? Yes : No,
                CellKind.Date => dates.Read(cell.Number) is { } moment ? Moment(moment) : FieldValue.NotRead,
                _ => Number(cell.Number),
            },
            FieldType.Checkbox => cell.Number switch { 1 => Yes, 0 => No, _ => FieldValue.NotRead },
            FieldType.Integer or FieldType.Decimal => cell.Kind == CellKind.Number && Number(cell.Number) is var number
                && (type == FieldType.Decimal || !(number.Text ?? ".").Contains('.')) ? number : FieldValue.NotRead,
            _ => cell.Kind != CellKind.Boolean && dates.Read(cell.Number) is { } time ? CanonicalValues.Read(type, time) : FieldValue.NotRead,
        };
    }

    /// <summary>
    /// What to put into a cell for a canonical text, so that the same text is read from it again; null when no cell can hold it. A text
    /// field keeps a cell's number or date where that says the same.
    /// </summary>
    public static Cell? Write(FieldType type, string canonical, in Cell current, DateSystem dates)
    {
        if (canonical.Length == 0)
        {
            return Cell.Blank;
        }

        var cell = type switch
        {
            FieldType.Text or FieldType.List => current.Kind switch
            {
                CellKind.Number when ParseNumber(canonical) is { } number && Number(number).Text == canonical => new Cell(CellKind.Number, number, null, false),
                CellKind.Date when Serial(canonical, dates) is { } serial => new Cell(CellKind.Date, serial, null, false),
                _ => new Cell(CellKind.Text, 0, canonical, false),
            },
            FieldType.Checkbox => new Cell(current.Kind == CellKind.Number ? CellKind.Number : CellKind.Boolean, canonical == "1" ? 1 : 0, null, false),
            FieldType.Integer or FieldType.Decimal => new Cell(CellKind.Number, ParseNumber(canonical) ?? 0, null, false),
            _ => Serial(canonical, dates) is { } serial ? new Cell(CellKind.Date, serial, null, false) : Cell.Blank,
        };
        if (Read(type, cell, dates).Text == canonical)
        {
            return cell;
        }

        return type is FieldType.Text or FieldType.List ? new Cell(CellKind.Text, 0, canonical, false) : null;
    }

    /// <summary>
    /// A number as people see it: a cell holds the double next to it, and Excel shows and compares fifteen digits.
    /// </summary>
    public static FieldValue Number(double number)
    {
        if (number == Math.Truncate(number) && Math.Abs(number) < MostWhole)
        {
            return FieldValue.Of(((long)number).ToString(CultureInfo.InvariantCulture));
        }

        var shown = double.Parse(number.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return CanonicalValues.Read(FieldType.Decimal, shown) is { Text: not "0" } value ? value : FieldValue.NotRead;
    }

    private static FieldValue Moment(DateTime moment) =>
        CanonicalValues.Read(moment.TimeOfDay == TimeSpan.Zero ? FieldType.Date : FieldType.DateTime, moment);

    private static double? ParseNumber(string canonical) => double.TryParse(
        canonical, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Serial(string canonical, DateSystem dates) => DateTime.TryParse(
        canonical, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var moment) ? dates.Write(moment) : null;
}
