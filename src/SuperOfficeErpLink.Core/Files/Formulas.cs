namespace SuperOfficeErpLink.Core.Files;

/// <summary>Cells of files that spreadsheets open: a text is never taken for a formula.</summary>
public static class Formulas
{
    /// <summary>Spreadsheets take a cell for a formula by its first character; wide forms of the signs included.</summary>
    private const string Signs = "=+-@\t\r\n＝＋－＠";

    /// <summary>A text that a spreadsheet could take for a formula begins with an apostrophe: it is shown as what it is.</summary>
    public static string Defuse(string cell) => IsOne(cell) ? $"'{cell}" : cell;

    /// <summary>The text as it was before it was defused, by us or by whoever knows the custom.</summary>
    public static string Restore(string cell) => cell.StartsWith('\'') && IsOne(cell.AsSpan(1)) ? cell[1..] : cell;

    private static bool IsOne(ReadOnlySpan<char> cell) => cell.Length > 0 && Signs.Contains(cell[0], StringComparison.Ordinal);
}
