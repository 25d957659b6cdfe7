using System.Text;
using System.Text.RegularExpressions;

namespace SuperOfficeErpLink.Web.Tests.Localization;

/// <summary>What is left of a Razor file when its code is taken out.</summary>
internal static partial class RazorText
{
    public static string Markup(string razor)
    {
        var text = Directive().Replace(Comment().Replace(razor, ""), "");
        var left = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] != '@')
            {
                left.Append(text[at++]);
                continue;
            }

            at = AfterCode(text, at + 1);
        }

        return Statement().Replace(left.ToString(), "");
    }

    private static int AfterCode(string text, int at)
    {
        if (at < text.Length && text[at] is '(' or '{')
        {
            return AfterBracket(text, at);
        }

        at += text.AsSpan(at).StartsWith("await ", StringComparison.Ordinal) ? "await ".Length : 0;

        // An expression: a name with calls, indexes and members; a statement's head goes with its bracket.
        var name = Name().Match(text, at);
        at += name.Length;
        while (at < text.Length)
        {
            if (text[at] is '(' or '[' || (text[at] == ' ' && name.Value is "if" or "foreach" or "switch" or "for"))
            {
                at = AfterBracket(text, text.IndexOfAny(['(', '['], at));
                if (name.Value is "if" or "foreach" or "switch" or "for")
                {
                    return at;
                }
            }
            else if (text[at] == '.' && at + 1 < text.Length && char.IsLetter(text[at + 1]))
            {
                at += 1 + Name().Match(text, at + 1).Length;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    private static int AfterBracket(string text, int at)
    {
        var depth = 0;
        for (var quoted = false; at < text.Length; at++)
        {
            quoted ^= text[at] == '"' && text[at - 1] != '\\';
            depth += quoted ? 0 : text[at] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
            if (depth == 0 && !quoted)
            {
                return at + 1;
            }
        }

        return at;
    }

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^@(using|model|inject|page|addTagHelper|section)\b.*$", RegexOptions.Multiline)]
    private static partial Regex Directive();

    [GeneratedRegex(@"^\s*(else if \(.*\)|else|if \(.*\)|foreach \(.*\)|var .*;|case .*:|default:|break;)\s*$", RegexOptions.Multiline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\G[A-Za-z_]\w*")]
    private static partial Regex Name();
}
