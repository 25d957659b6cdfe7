using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Connections;

/// <summary>Settings, their faults and their tests in words.</summary>
public sealed class SettingWords(ConnectionTexts texts, ErpTexts erp)
{
    public string Say(SettingFault fault, SettingField field) =>
        fault is SettingFault.EnterAgain && field.BoundTo.Count == 0 ? texts["Setting.Lost"] : texts[$"Setting.{fault}"];

    public string Say(SettingError error) =>
        error.Line is { } line ? texts["Setting.Line", line, error.Message.In(CultureInfo.CurrentUICulture)] : error.Message.In(CultureInfo.CurrentUICulture);

    public string Say(TestStep step) => step switch
    {
        { Kind: TestStepKind.Read, Actor: { } actor } => texts["Test.Read", erp[$"Type.{actor}"]],
        { Kind: TestStepKind.List } => texts["Test.List", step.List ?? ""],
        _ => texts[$"Test.{step.Kind}"],
    };

    public string Outcome(TestStep step) =>
        step.Failure is { } failure ? failure.In(CultureInfo.CurrentUICulture)
        : step.Records is { } records ? texts[step.Kind == TestStepKind.List ? "Test.Items" : "Test.Records", records]
        : texts["Test.Ok"];

    public string Took(TimeSpan took) => texts["Test.Ms", took.TotalMilliseconds.ToString("N0", CultureInfo.CurrentCulture)];

    public string Summary(ConnectionTestResult result) => texts[result.Passed ? "Test.Passed" : "Test.Failed", result.Took.TotalSeconds.ToString("N1", CultureInfo.CurrentCulture)];

    /// <summary>As it stands in the form: numbers as people write them here.</summary>
    public static string Show(SettingField field, string? canonical) =>
        field.Type == SettingType.Decimal && decimal.TryParse(canonical, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("0.############################", CultureInfo.CurrentCulture)
            : canonical ?? "";

    /// <summary>What was typed in canonical form; what cannot be is left as it is, for the form to say so.</summary>
    public static string ToCanonical(SettingField field, string typed) => field.Type switch
    {
        SettingType.Decimal when decimal.TryParse(typed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.CurrentCulture, out var number) =>
            number.ToString("0.############################", CultureInfo.InvariantCulture),

        // A point where a comma is meant would change the number in silence.
        SettingType.Decimal when typed.Contains('.', StringComparison.Ordinal) && CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator != "." => $"?{typed}",
        _ => typed,
    };
}
