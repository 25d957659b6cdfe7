using System.Xml.Linq;

namespace SuperOfficeErpLink.Connectors.Excel.Package;

/// <summary>Which cell styles show a number as a date: a workbook says it nowhere else.</summary>
internal sealed class NumberFormats
{
    private readonly List<bool> isDate = [];

    public static NumberFormats None { get; } = new();

    public static NumberFormats Read(XDocument styles)
    {
        var root = styles.Root!;
        var codes = root.Elements().Where(item => item.Name.LocalName == "numFmts").Elements()
            .GroupBy(item => (int?)item.Attribute("numFmtId") ?? 0)
            .ToDictionary(items => items.Key, items => IsDateCode((string?)items.Last().Attribute("formatCode") ?? ""));
        var formats = new NumberFormats();
        foreach (var style in root.Elements().Where(item => item.Name.LocalName == "cellXfs").Elements())
        {
            var id = (int?)style.Attribute("numFmtId") ?? 0;
            formats.isDate.Add(codes.TryGetValue(id, out var isDateCode) ? isDateCode : IsBuiltInDate(id));
        }

        return formats;
    }

    public bool IsDate(int style) => style >= 0 && style < isDate.Count && isDate[style];

    /// <summary>The numbers every Excel knows without a code; 27 to 58 are dates of East Asian editions.</summary>
    private static bool IsBuiltInDate(int id) => id is (>= 14 and <= 22) or (>= 27 and <= 36) or 45 or 47 or (>= 50 and <= 58);

    /// <summary>True when the code of positive numbers shows a part of a date or time. Elapsed time, in brackets, is a number.</summary>
    private static bool IsDateCode(string code)
    {
        var isDateCode = false;
        for (var at = 0; at < code.Length; at++)
        {
            switch (code[at])
            {
                case ';':
                    return isDateCode;
                case '\\' or '_' or '*':
                    at++;
                    break;
                case '"':
                    at = EndOf(code, '"', at + 1);
                    break;
                case '[':
                    var end = EndOf(code, ']', at + 1);
                    if (end > at + 1 && code.AsSpan(at + 1, end - at - 1).ToString().Trim('h', 'H', 'm', 'M', 's', 'S').Length == 0)
                    {
                        return false;
                    }

                    at = end;
                    break;
                case 'd' or 'D' or 'm' or 'M' or 'y' or 'Y' or 'h' or 'H' or 's' or 'S':
                    isDateCode = true;
                    break;
                default:
                    break;
            }
        }

        return isDateCode;
    }

    private static int EndOf(string code, char sign, int from) => code.IndexOf(sign, from) is var end and >= 0 ? end : code.Length - 1;
}
