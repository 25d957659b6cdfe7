namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>Why a field is refused that only a workbook refuses.</summary>
internal static class CellErrors
{
    public static LocalText NoColumn { get; } = LocalText.Of(
        "The workbook has no column for this field.", "Regnearket har ingen kolonne til dette felt.");

    public static LocalText Formula { get; } = LocalText.Of(
        "Holds a formula in the workbook; only Excel changes what it shows.", "Rummer en formel i regnearket; kun Excel ændrer, hvad den viser.");

    public static LocalText NotExact { get; } = LocalText.Of(
        "A cell cannot hold this value exactly: it holds 15 digits, and days from 1900 to 9999.",
        "En celle kan ikke rumme denne værdi nøjagtigt: den rummer 15 cifre og dage fra 1900 til 9999.");

    public static LocalText NoParentColumn { get; } = LocalText.Of(
        "The sheet has no column for the record it belongs to.", "Arket har ingen kolonne til den post, den hører under.");

    public static LocalText NoNextKey { get; } = LocalText.Of(
        "A new key cannot be made: the last record's key does not end in a number, or is a formula.",
        "Der kan ikke dannes en ny nøgle: den sidste posts nøgle ender ikke på et tal eller er en formel.");

    public static LocalText SheetIsFull { get; } = LocalText.Of(
        "The sheet has no row left.", "Arket har ingen ledig række.");

    public static LocalText TableHasTotals { get; } = LocalText.Of(
        "The table on the sheet has a total row, below which no record can be added. Turn it off in Excel.",
        "Tabellen på arket har en totalrække, og under den kan ingen post tilføjes. Slå den fra i Excel.");
}
