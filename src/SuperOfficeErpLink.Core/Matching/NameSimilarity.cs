using System.Text;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Matching;

/// <summary>How alike two names are, whatever their legal form, case, punctuation or spelling of Nordic letters.</summary>
public static class NameSimilarity
{
    private static readonly HashSet<string> LegalForms = new(StringComparer.Ordinal)
    {
        "AS", "APS", "IS", "KS", "PS", "IVS", "AMBA", "AB", "ASA", "GMBH", "AG", "BV", "LTD", "INC", "HOLDING",
    };

    /// <summary>0 to 100: the share of adjacent letter pairs the names have in common (Dice's coefficient).</summary>
    public static int Percent(string left, string right)
    {
        var (one, other) = (Core(left), Core(right));
        if (string.Equals(one, other, StringComparison.Ordinal))
        {
            return 100;
        }

        var (pairsOfOne, pairsOfOther) = (PairsOf(one), PairsOf(other));
        if (pairsOfOne.Count + pairsOfOther.Count == 0)
        {
            return 0;
        }

        var common = 0;
        var rest = pairsOfOther.GroupBy(pair => pair, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        foreach (var pair in pairsOfOne)
        {
            if (rest.TryGetValue(pair, out var count) && count > 0)
            {
                rest[pair] = count - 1;
                common++;
            }
        }

        // Never 100 unless they are the same.
        return Math.Min(99, (int)Math.Round(200.0 * common / (pairsOfOne.Count + pairsOfOther.Count)));
    }

    /// <summary>The words of a name that tell it from others, the longest first; what to search the ERP by.</summary>
    public static IReadOnlyList<string> SearchWords(string name) =>
        [.. Words(Normalisers.Normalise(Normaliser.Text, name)).Where(word => word.Length > 2).OrderByDescending(word => word.Length)];

    private static string Core(string name) => string.Join(' ', Words(Spelled(Normalisers.Normalise(Normaliser.Text, name))));

    private static IEnumerable<string> Words(string name)
    {
        // "A/S" and "ApS." are one word each once the marks within are gone.
        var plain = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (char.IsLetterOrDigit(character))
            {
                plain.Append(character);
            }
            else if (character is not ('/' or '.' or '\''))
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !LegalForms.Contains(word));
    }

    private static string Spelled(string name) => name
        .Replace("Æ", "AE", StringComparison.Ordinal).Replace("Ø", "OE", StringComparison.Ordinal).Replace("Å", "AA", StringComparison.Ordinal)
        .Replace("Ä", "AE", StringComparison.Ordinal).Replace("Ö", "OE", StringComparison.Ordinal).Replace("Ü", "UE", StringComparison.Ordinal);

    private static List<string> PairsOf(string text)
    {
        var pairs = new List<string>(text.Length);
        for (var index = 0; index + 1 < text.Length; index++)
        {
            if (text[index] != ' ' && text[index + 1] != ' ')
            {
                pairs.Add(text.Substring(index, 2));
            }
        }

        return pairs;
    }
}
