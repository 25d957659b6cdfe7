using System.Text;

namespace SuperOfficeErpLink.Connectors;

/// <summary>The form of a text in which case does not matter: composed, and in upper case, also for æ, ø, å, ä, ö and ü.</summary>
public static class TextFolding
{
    public static string Fold(string text) =>
        Ascii.IsValid(text) ? text.ToUpperInvariant() : WellFormed(text).Normalize(NormalizationForm.FormC).ToUpperInvariant();

    /// <summary>Normalize throws on half a surrogate pair and on U+FFFE; a search must not.</summary>
    private static string WellFormed(string text)
    {
        var needsRepair = false;
        for (var index = 0; index < text.Length && !needsRepair; index++)
        {
            needsRepair = char.IsSurrogate(text[index]) || text[index] == '\uFFFE';
        }

        return needsRepair ? string.Concat(text.EnumerateRunes().Select(rune => rune.ToString())).Replace('\uFFFE', '\uFFFD') : text;
    }
}
