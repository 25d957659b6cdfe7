using System.Globalization;
using System.Text;

namespace SuperOfficeErpLink.Connectors.Excel.Package;

/// <summary>Texts as a workbook's XML holds them: a character XML has no place for stands there as <c>_x000D_</c>, and such a text itself as <c>_x005F_x000D_</c>.</summary>
internal static class CellText
{
    /// <summary>In UTF-16 units; Excel's own limit.</summary>
    public const int Longest = 32_767;

    private const int EscapeLength = 7;

    public static string Read(string stored)
    {
        var at = stored.IndexOf("_x", StringComparison.Ordinal);
        if (at < 0)
        {
            return stored;
        }

        var text = new StringBuilder(stored.Length);
        var from = 0;
        while (at >= 0)
        {
            if (CodeAt(stored, at) is { } code)
            {
                text.Append(stored, from, at - from).Append(code);
                from = at + EscapeLength;
                at = from - 1;
            }

            at = at + 1 < stored.Length ? stored.IndexOf("_x", at + 1, StringComparison.Ordinal) : -1;
        }

        return text.Append(stored, from, stored.Length - from).ToString();
    }

    public static string Write(string text)
    {
        if (!text.Contains('\r') && !text.Contains("_x", StringComparison.Ordinal))
        {
            return text;
        }

        var stored = new StringBuilder(text.Length + EscapeLength);
        for (var at = 0; at < text.Length; at++)
        {
            _ = text[at] switch
            {
                '\r' => stored.Append("_x000D_"),
                '_' when CodeAt(text, at) is not null => stored.Append("_x005F_"),
                var plain => stored.Append(plain),
            };
        }

        return stored.ToString();
    }

    /// <summary>False for half a character and for those that no XML may hold.</summary>
    public static bool IsStorable(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var sign = text[at];
            if (char.IsSurrogatePair(text, at))
            {
                at++;
            }
            else if (char.IsSurrogate(sign) || sign is '\uFFFE' or '\uFFFF' || (sign < ' ' && sign is not ('\t' or '\n' or '\r')))
            {
                return false;
            }
        }

        return true;
    }

    private static char? CodeAt(string text, int at) =>
        at + EscapeLength <= text.Length && text[at + 1] == 'x' && text[at + 6] == '_'
        && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? (char)code
            : null;
}
