using System.Globalization;

namespace SuperOfficeErpLink.Connectors;

/// <summary>Why a field is refused, for whoever reads it beside the field.</summary>
public static class FieldErrors
{
    public static LocalText MustBeFilledIn { get; } = LocalText.Of("Must be filled in.", "Skal udfyldes.");

    public static LocalText ReadOnly { get; } = LocalText.Of("Only the ERP changes this field.", "Kun ERP-systemet ændrer dette felt.");

    public static LocalText NoValue { get; } = LocalText.Of(
        "There is no value to write: it could not be read.", "Der er ingen værdi at skrive: den kunne ikke læses.");

    public static LocalText Twice { get; } = LocalText.Of("The field is given twice.", "Feltet er angivet to gange.");

    public static LocalText NotText { get; } = LocalText.Of(
        "Holds characters that cannot be stored.", "Indeholder tegn, der ikke kan gemmes.");

    public static LocalText NotUnique { get; } = LocalText.Of(
        "Another record in the ERP already has this value.", "En anden post i ERP-systemet har allerede denne værdi.");

    public static LocalText Ignored { get; } = LocalText.Of(
        "The ERP left the record as it was and did not say why.", "ERP-systemet lod posten være uændret og sagde ikke hvorfor.");

    public static LocalText SeveralRecords { get; } = LocalText.Of(
        "The ERP has several records with this key; none was changed.", "ERP-systemet har flere poster med denne nøgle; ingen blev ændret.");

    public static LocalText ParentMissing { get; } = LocalText.Of(
        "The record it belongs to is not in the ERP.", "Den post, den hører under, findes ikke i ERP-systemet.");

    public static LocalText TooLong(int length, int limit) => LocalText.Of(
        $"Too long: {Plain(length)} characters, the ERP takes {Plain(limit)}.", $"For lang: {Plain(length)} tegn, ERP-systemet har plads til {Plain(limit)}.");

    public static LocalText TooManyDecimals(int limit) => LocalText.Of(
        $"At most {Plain(limit)} decimals.", $"Højst {Plain(limit)} decimaler.");

    public static LocalText NotOfType(FieldType type) => type switch
    {
        FieldType.Integer => LocalText.Of("Must be a whole number.", "Skal være et helt tal."),
        FieldType.Decimal => LocalText.Of("Must be a number.", "Skal være et tal."),
        FieldType.Checkbox => LocalText.Of("Must be yes or no.", "Skal være ja eller nej."),
        FieldType.Date => LocalText.Of("Must be a date.", "Skal være en dato."),
        _ => LocalText.Of("Must be a date and time.", "Skal være en dato med klokkeslæt."),
    };

    public static LocalText NotInList(string key) => LocalText.Of(
        $"The ERP's list has no item \"{key}\".", $"ERP-systemets liste har intet punkt \"{key}\".");

    public static LocalText Refused(string message) => LocalText.Of($"The ERP refused it: {message}", $"ERP-systemet afviste det: {message}");

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);
}
