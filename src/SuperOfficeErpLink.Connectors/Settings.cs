namespace SuperOfficeErpLink.Connectors;

/// <summary>A connection's settings by key, secrets included; never logged.</summary>
public sealed class Settings
{
    private readonly IReadOnlyDictionary<string, string> values;

    public Settings(IReadOnlyDictionary<string, string> values) => this.values = values;

    public static Settings Empty { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>The setting, or null when absent or empty.</summary>
    public string? this[string key] => values.TryGetValue(key, out var value) && value.Length > 0 ? value : null;

    public IEnumerable<string> Keys => values.Keys;

    /// <summary>Names of the settings only: a secret must not reach a log by interpolation.</summary>
    public override string ToString() => string.Join(", ", values.Keys);
}

/// <summary>
/// How a setting is entered. Whatever the type, a connector gets canonical, culture-invariant text: <c>12.5</c> for a number,
/// <c>2026-01-31</c> for a date, <c>1</c> or <c>0</c> for a checkbox, the item's key for a list.
/// </summary>
public enum SettingType
{
    Text, MultilineText, Password, Checkbox,

    /// <summary>A whole number.</summary>
    Integer,
    List,

    /// <summary>A number that may have decimals.</summary>
    Decimal,

    /// <summary>A day without a time.</summary>
    Date,
}

/// <summary>One field of the generated settings form.</summary>
/// <param name="IsRequired">A connection is not tested or saved without it.</param>
/// <param name="IsSecret">Never sent to a browser; an empty entry keeps what is stored.</param>
/// <param name="Default">Canonical; stands in the form of a new connection.</param>
/// <param name="BoundTo">For a secret: the settings that name its target; changing one of them asks for the secret again.</param>
/// <param name="Items">For a list.</param>
public sealed record SettingField(
    string Key, LocalText Name, LocalText? Help, SettingType Type, bool IsRequired, bool IsSecret, string? Default,
    IReadOnlyList<string> BoundTo, IReadOnlyList<ListItem> Items);

/// <summary>Why settings cannot be used.</summary>
/// <param name="Key">The setting; null when it is none in particular.</param>
/// <param name="Line">1-based line within a multi-line setting, where known.</param>
public sealed record SettingError(string? Key, LocalText Message, int? Line = null);
