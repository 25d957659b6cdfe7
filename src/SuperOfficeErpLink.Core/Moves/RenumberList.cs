using System.Buffers;
using System.Text;
using SuperOfficeErpLink.Core.Files;

namespace SuperOfficeErpLink.Core.Moves;

/// <param name="Number">As an editor counts lines.</param>
public sealed record RenumberLine(int Number, string From, string To);

/// <summary>
/// Old and new keys as people write them: one pair a line, with comma, semicolon or tab between, in quotes or not, with a heading or
/// without. A key that was written with an apostrophe, so that a spreadsheet does not take it for a formula, is read without it.
/// </summary>
/// <param name="Malformed">Lines that are not two keys; their first two cells as far as there are any.</param>
/// <param name="TooMany">There are more lines than can be dealt with; the rest was not read.</param>
public sealed record RenumberList(IReadOnlyList<RenumberLine> Lines, IReadOnlyList<RenumberLine> Malformed, bool TooMany)
{
    public const int MostLines = 100_000;
    public const int LongestKey = 400;

    private static readonly SearchValues<char> Quoted = SearchValues.Create("\";,\t\r\n");
    private static readonly char[] Separators = ['\t', ';', ','];

    private static readonly HashSet<string> HeadingWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "old", "new", "from", "to", "before", "after", "gammel", "gamle", "gammelt", "ny", "nyt", "nye", "fra", "til", "før", "efter",
    };

    public static RenumberList Parse(string text)
    {
        var (lines, malformed) = (new List<RenumberLine>(), new List<RenumberLine>());
        char? separator = null;
        foreach (var (number, line) in Split(text))
        {
            if (lines.Count + malformed.Count == MostLines)
            {
                return new RenumberList(lines, malformed, TooMany: true);
            }

            separator ??= Separators.Cast<char?>().FirstOrDefault(one => Cells(line, one!.Value).Count > 1);
            var cells = separator is { } between ? Cells(line, between) : [line];
            var (from, to) = (Key(cells, 0), Key(cells, 1));
            if (lines.Count + malformed.Count == 0 && IsHeading(from) && IsHeading(to))
            {
                continue;
            }

            var isPair = IsKey(from) && IsKey(to) && cells.Skip(2).All(string.IsNullOrWhiteSpace);
            (isPair ? lines : malformed).Add(new RenumberLine(number, Short(from), Short(to)));
        }

        return new RenumberList(lines, malformed, TooMany: false);
    }

    /// <summary>A cell that no spreadsheet takes for a formula, quoted where it must be.</summary>
    public static string Cell(string text)
    {
        var safe = Formulas.Defuse(text);
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string Short(string text) => text.Length > LongestKey ? text[..LongestKey] : text;

    private static bool IsKey(string text) => text.Length is > 0 and <= LongestKey && !text.Any(char.IsControl);

    private static bool IsHeading(string text) => text.Split(' ', '-', '_', '.').Any(HeadingWords.Contains) && !text.Any(char.IsDigit);

    private static string Key(List<string> cells, int index) => index < cells.Count ? Formulas.Restore(cells[index].Trim()) : "";

    /// <summary>Lines with something on them; a byte order mark is no part of the first key, and a line feed in quotes ends no line.</summary>
    private static IEnumerable<(int Number, string Line)> Split(string text)
    {
        var (line, first, start, quoted) = (1, 1, text.StartsWith('\uFEFF') ? 1 : 0, false);
        for (var index = start; index < text.Length; index++)
        {
            quoted ^= text[index] == '"';
            if (text[index] is not ('\n' or '\r'))
            {
                continue;
            }

            var end = index;
            index += text[index] == '\r' && index + 1 < text.Length && text[index + 1] == '\n' ? 1 : 0;
            line++;
            if (quoted)
            {
                continue;
            }

            if (!string.IsNullOrWhiteSpace(text[start..end]))
            {
                yield return (first, text[start..end]);
            }

            (start, first) = (index + 1, line);
        }

        if (start < text.Length && !string.IsNullOrWhiteSpace(text[start..]))
        {
            yield return (first, text[start..]);
        }
    }

    private static List<string> Cells(string line, char separator)
    {
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var index = 0; index < line.Length; index++)
        {
            var letter = line[index];
            if (letter == '"' && quoted && index + 1 < line.Length && line[index + 1] == '"')
            {
                cell.Append(line[++index]);
            }
            else if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (letter == separator && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(letter);
            }
        }

        // A quote that is never closed would swallow what follows.
        cells.Add(cell.ToString());
        return quoted ? [line] : cells;
    }
}
