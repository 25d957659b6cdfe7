using System.Text;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Comparison;

/// <summary>Says whether two texts mean the same. Nothing here is ever written anywhere.</summary>
public static class Normalisers
{
    /// <summary>A blank means the same as a blank only.</summary>
    public static bool Same(Normaliser normaliser, string left, string right)
    {
        if (string.Equals(left, right, StringComparison.Ordinal))
        {
            return true;
        }

        if (left.Length == 0 || right.Length == 0)
        {
            return false;
        }

        return string.Equals(Normalise(normaliser, left), Normalise(normaliser, right), StringComparison.Ordinal);
    }

    /// <summary>The form two texts of one meaning share.</summary>
    public static string Normalise(Normaliser normaliser, string text)
    {
        var composed = Compose(text);
        return normaliser switch
        {
            Normaliser.Exact => composed,
            Normaliser.Text => Plain(composed),
            Normaliser.Phone => OrPlain(Phone(composed), composed),
            Normaliser.Postcode => OrPlain(LettersAndDigits(composed), composed),
            Normaliser.OrganisationNumber => OrPlain(OrganisationNumber(composed), composed),
            Normaliser.Url => OrPlain(Url(composed), composed),
            _ => throw new ArgumentOutOfRangeException(nameof(normaliser), normaliser, "No such normaliser."),
        };
    }

    /// <summary>Half a surrogate pair, which a careless system may hold, has no composed form: it counts as the character snapshots keep for it.</summary>
    private static string Compose(string text)
    {
        var whole = text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? string.Concat(text.EnumerateRunes()) : text;
        return whole.IsNormalized(NormalizationForm.FormC) ? whole : whole.Normalize(NormalizationForm.FormC);
    }

    // A text of which nothing is left ("-" as a phone number) is still not the same as another such text.
    private static string OrPlain(string normalised, string text) => normalised.Length > 0 ? normalised : Plain(text);

    private static string Plain(string text)
    {
        var result = new StringBuilder(text.Length);
        var pendingSpace = false;
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character))
            {
                pendingSpace = result.Length > 0;
                continue;
            }

            if (pendingSpace)
            {
                result.Append(' ');
                pendingSpace = false;
            }

            result.Append(char.ToUpperInvariant(character));
        }

        return result.ToString();
    }

    private static string LettersAndDigits(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text.Where(char.IsLetterOrDigit))
        {
            result.Append(char.ToUpperInvariant(character));
        }

        return result.ToString();
    }

    /// <summary>Digits with the Danish country code left out; another country's code stays. A text with letters is no number.</summary>
    private static string Phone(string text)
    {
        if (text.Any(char.IsLetter))
        {
            return "";
        }

        var isInternational = text.AsSpan().TrimStart().TrimStart('(').StartsWith("+", StringComparison.Ordinal);
        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        if (!isInternational && digits.StartsWith("00", StringComparison.Ordinal))
        {
            isInternational = true;
            digits = digits[2..];
        }

        return isInternational && digits.StartsWith("45", StringComparison.Ordinal) && digits.Length == 10 ? digits[2..]
            : isInternational && digits.Length > 0 ? "+" + digits
            : digits;
    }

    /// <summary>The Danish country code of a VAT number ("DK12345678") does not count; another country's does.</summary>
    private static string OrganisationNumber(string text)
    {
        var plain = LettersAndDigits(text);
        return plain.Length > 2 && plain.StartsWith("DK", StringComparison.Ordinal) && plain.AsSpan(2).ContainsAnyInRange('0', '9') ? plain[2..] : plain;
    }

    private static string Url(string text)
    {
        var rest = text.Trim();
        var scheme = rest.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            rest = rest[(scheme + 3)..];
        }

        if (rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[4..];
        }

        rest = rest.TrimEnd('/');

        // The host has no case; the path has.
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? rest.ToUpperInvariant() : string.Concat(rest[..slash].ToUpperInvariant(), rest.AsSpan(slash));
    }
}
