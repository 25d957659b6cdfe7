using System.Globalization;

namespace SuperOfficeErpLink.Connectors.Sql;

/// <summary>Texts more than one class uses.</summary>
internal static class SqlTexts
{
    /// <summary>A condition that no row meets.</summary>
    public const string Never = "1 = 0";

    public static CultureInfo Danish { get; } = CultureInfo.GetCultureInfo("da");

    public static LocalText NotInDefinition { get; } = LocalText.Of(
        "The connection's definition does not have this field.", "Forbindelsens definition har ikke dette felt.");

    public static LocalText NoParentColumn { get; } = LocalText.Of(
        "The connection's definition has no place for the record it belongs to.", "Forbindelsens definition har ingen plads til den post, den hører under.");
}
