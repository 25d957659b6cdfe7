using System.Globalization;

namespace SuperOfficeErpLink.Connectors.Sql;

/// <summary>Texts more than one class uses.</summary>
internal static class SqlTexts
{
    /// <summary>A condition that no row meets.</summary>
    public const string Never = "1 = 0";

    public static CultureInfo Danish { get; } = CultureInfo.GetCultureInfo("da");

    public static ConnectorException BadPageToken() => new(
        FailureKind.Misconfigured,
        LocalText.Of("The page asked for does not exist. Search again.", "Den side findes ikke. Søg igen."),
        "A page token that this connector did not make");
}
