using System.Globalization;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>Why one setting of the form cannot be used.</summary>
public enum SettingFault
{
    Missing,

    /// <summary>A secret, whose target was changed or which cannot be opened any more.</summary>
    EnterAgain,
    NotInteger,
    NotDecimal,
    NotDate,
    NotInList,
    TooLong,
}

/// <summary>What a settings form holds.</summary>
/// <param name="Settings">All of the form's fields, secrets that were kept included.</param>
/// <param name="Faults">By the setting's key; the settings are to be used only when there is none.</param>
public sealed record SettingsEntry(Settings Settings, IReadOnlyDictionary<string, SettingFault> Faults);

/// <summary>Reads a form that was generated from a connector's description. Pure.</summary>
public static class SettingsForm
{
    /// <summary>More than any definition needs.</summary>
    public const int LongestText = 1_000_000;
    public const int LongestLine = 4_000;

    /// <param name="typed">Canonical, by key; an absent or empty secret keeps the one that is known.</param>
    /// <param name="cleared">Secrets that are to be none.</param>
    /// <param name="known">What was entered before and what is stored, the newest first, secrets included.</param>
    public static SettingsEntry Read(
        IReadOnlyList<SettingField> fields, IReadOnlyDictionary<string, string> typed, IReadOnlySet<string> cleared, params IReadOnlyList<Settings> known)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new Dictionary<string, SettingFault>(StringComparer.Ordinal);
        foreach (var field in fields.Where(field => !field.IsSecret))
        {
            values[field.Key] = Clean(field, typed.GetValueOrDefault(field.Key) ?? "");
            if (FaultOf(field, values[field.Key]) is { } fault)
            {
                faults[field.Key] = fault;
            }
        }

        foreach (var field in fields.Where(field => field.IsSecret))
        {
            var entered = typed.GetValueOrDefault(field.Key) ?? "";
            var kept = entered.Length > 0 || cleared.Contains(field.Key) ? null : Kept(field, values, known);
            values[field.Key] = kept ?? entered;
            if (kept is null && entered.Length == 0 && !cleared.Contains(field.Key) && known.Any(some => some[field.Key] is not null))
            {
                faults[field.Key] = SettingFault.EnterAgain;
            }
            else if (FaultOf(field, values[field.Key]) is { } fault)
            {
                faults[field.Key] = fault;
            }
        }

        return new SettingsEntry(new Settings(values.Where(value => value.Value.Length > 0).ToDictionary(StringComparer.Ordinal)), faults);
    }

    /// <summary>The secret that was entered for the very target that stands in the form now.</summary>
    private static string? Kept(SettingField secret, Dictionary<string, string> values, IReadOnlyList<Settings> known) =>
        known.FirstOrDefault(some => some[secret.Key] is not null
            && secret.BoundTo.All(target => string.Equals(some[target] ?? "", values.GetValueOrDefault(target) ?? "", StringComparison.Ordinal)))?[secret.Key];

    /// <summary>Two sets of settings that mean the same connection to a connector.</summary>
    public static bool Same(Settings one, Settings other) =>
        one.Keys.Union(other.Keys, StringComparer.Ordinal).All(key => string.Equals(one[key], other[key], StringComparison.Ordinal));

    /// <summary>What a new connection's form begins with.</summary>
    public static Settings Defaults(IReadOnlyList<SettingField> fields) => new(
        fields.Where(field => field is { IsSecret: false, Default.Length: > 0 }).ToDictionary(field => field.Key, field => field.Default!, StringComparer.Ordinal));

    private static string Clean(SettingField field, string text) => field.Type switch
    {
        SettingType.MultilineText => text.ReplaceLineEndings("\n"),
        SettingType.Checkbox => text == "1" ? "1" : "0",
        _ => text.Trim(),
    };

    private static SettingFault? FaultOf(SettingField field, string text) => (field.Type, text) switch
    {
        (SettingType.Checkbox, _) => null,
        (_, "") => field.IsRequired ? SettingFault.Missing : null,
        (SettingType.MultilineText, _) when string.IsNullOrWhiteSpace(text) => field.IsRequired ? SettingFault.Missing : null,
        (SettingType.MultilineText, { Length: > LongestText }) => SettingFault.TooLong,
        (not SettingType.MultilineText, { Length: > LongestLine }) => SettingFault.TooLong,
        (SettingType.Integer, _) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : SettingFault.NotInteger,
        (SettingType.Decimal, _) => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? null : SettingFault.NotDecimal,
        (SettingType.Date, _) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : SettingFault.NotDate,
        (SettingType.List, _) => field.Items.Any(item => string.Equals(item.Key, text, StringComparison.Ordinal)) ? null : SettingFault.NotInList,
        _ => null,
    };
}
