using System.Globalization;

namespace SuperOfficeErpLink.Connectors;

/// <summary>A text for people, in English and in as many other languages as its author has.</summary>
/// <param name="English">Shown where the reader's language is missing.</param>
/// <param name="ByLanguage">Two-letter language name to text.</param>
public sealed record LocalText(string English, IReadOnlyDictionary<string, string>? ByLanguage = null)
{
    /// <summary>A text in English and Danish.</summary>
    public static LocalText Of(string english, string danish) =>
        new(english, new Dictionary<string, string>(StringComparer.Ordinal) { ["da"] = danish });

    /// <summary>The text in a language, else in English.</summary>
    public string In(CultureInfo culture) =>
        ByLanguage is not null && ByLanguage.TryGetValue(culture.TwoLetterISOLanguageName, out var text) ? text : English;
}
