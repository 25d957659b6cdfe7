using System.Text;

namespace SuperOfficeErpLink.Connectors.Tryton.Wire;

/// <summary>Conditions as Tryton takes them: nested lists.</summary>
internal static class Domain
{
    public static object?[] Is(string path, string sign, object? value) => [path, sign, value];

    public static object?[] Any(IEnumerable<object?[]> conditions) => [.. conditions.ToArray() is [var only] ? only : ["OR", .. conditions]];

    public static object?[] All(params object?[][] conditions) => [.. conditions];

    /// <summary>Some nested record, of those in use, meets all conditions.</summary>
    public static object?[] Some(string path, IEnumerable<object?[]> conditions) => [path, "where", conditions.ToArray()];

    /// <summary>No nested record, of those in use, meets all conditions.</summary>
    public static object?[] None(string path, IEnumerable<object?[]> conditions) => [path, "not where", conditions.ToArray()];

    /// <summary>The text as patterns that mean itself: composed and, where that differs, decomposed, for Tryton stores what it was given.</summary>
    public static IReadOnlyList<string> Patterns(string text, string before, string after)
    {
        var composed = Escape(text.Normalize(NormalizationForm.FormC));
        var decomposed = Escape(text.Normalize(NormalizationForm.FormD));
        return string.Equals(composed, decomposed, StringComparison.Ordinal) ? [before + composed + after] : [before + composed + after, before + decomposed + after];
    }

    /// <summary>False for half a character, NUL, and what is no character: nothing stored can hold it.</summary>
    public static bool IsText(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogatePair(text, index))
            {
                index++;
            }
            else if (char.IsSurrogate(text[index]) || text[index] is '\0' or '\uFFFE' or '\uFFFF')
            {
                return false;
            }
        }

        return true;
    }

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
