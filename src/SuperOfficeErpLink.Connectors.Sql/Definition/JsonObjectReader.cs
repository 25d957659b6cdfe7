using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SuperOfficeErpLink.Connectors.Sql.Definition;

/// <summary>Takes typed members out of one JSON object and notes every mistake instead of stopping at the first.</summary>
internal sealed partial class JsonObjectReader
{
    private readonly LocatedJson json;
    private readonly Action<LocatedJson, string, string> report;

    public JsonObjectReader(LocatedJson json, Action<LocatedJson, string, string> report, params string[] known)
    {
        this.json = json;
        this.report = report;
        if (json.Kind != JsonValueKind.Object)
        {
            report(json, "must be an object: { … }", "skal være et objekt: { … }");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in json.Members)
        {
            if (!seen.Add(name))
            {
                report(value, "is given twice", "er angivet to gange");
            }
            else if (known.Length > 0 && !known.Contains(name, StringComparer.Ordinal))
            {
                var names = string.Join(", ", known);
                report(value, $"is not known here; known are: {names}", $"kendes ikke her; mulige er: {names}");
            }
        }
    }

    public LocatedJson? Member(string name) => json.Member(name) is { Kind: not JsonValueKind.Null } value ? value : null;

    public void Require(string name)
    {
        if (json.Kind == JsonValueKind.Object && Member(name) is null)
        {
            report(json, $"lacks \"{name}\"", $"mangler \"{name}\"");
        }
    }

    public string? Text(string name)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        if (value.Kind == JsonValueKind.String)
        {
            return value.Text;
        }

        report(value, "must be a text in quotes", "skal være en tekst i anførselstegn");
        return null;
    }

    public string RequiredText(string name)
    {
        Require(name);
        var text = Text(name);
        if (text is { } && string.IsNullOrWhiteSpace(text))
        {
            report(Member(name)!, "must not be empty", "må ikke være tom");
        }

        return text ?? "";
    }

    /// <summary>A column's name.</summary>
    public string? Identifier(string name)
    {
        var text = Text(name);
        if (text is not null)
        {
            CheckIdentifier(Member(name)!, text);
        }

        return text;
    }

    /// <summary>A table's name, which may stand behind its schema's and a dot.</summary>
    public string RequiredTable(string name)
    {
        Require(name);
        var text = Text(name) ?? "";
        if (Member(name) is { Kind: JsonValueKind.String } at)
        {
            var (schema, table) = TableName.Split(text);
            _ = (schema is null || CheckIdentifier(at, schema)) && CheckIdentifier(at, table);
        }

        return text;
    }

    public string RequiredIdentifier(string name)
    {
        Require(name);
        return Identifier(name) ?? "";
    }

    public IReadOnlyList<string> Identifiers(string name)
    {
        var found = new List<string>();
        foreach (var item in Array(name))
        {
            if (item.Kind != JsonValueKind.String)
            {
                report(item, "must be a text in quotes", "skal være en tekst i anførselstegn");
            }
            else if (CheckIdentifier(item, item.Text))
            {
                found.Add(item.Text);
            }
        }

        return found;
    }

    public IReadOnlyList<LocatedJson> Array(string name)
    {
        if (Member(name) is not { } value)
        {
            return [];
        }

        if (value.Kind == JsonValueKind.Array)
        {
            return value.Items;
        }

        report(value, "must be an array: [ … ]", "skal være en liste: [ … ]");
        return [];
    }

    public long? Integer(string name, long least, long greatest)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        if (value.Kind == JsonValueKind.Number
            && long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= greatest)
        {
            return number;
        }

        report(value, $"must be a whole number from {least} to {greatest}", $"skal være et helt tal fra {least} til {greatest}");
        return null;
    }

    public bool Flag(string name)
    {
        if (Member(name) is not { } value)
        {
            return false;
        }

        if (value.Kind is not (JsonValueKind.True or JsonValueKind.False))
        {
            report(value, "must be true or false", "skal være true eller false");
        }

        return value.Kind == JsonValueKind.True;
    }

    public T OneOf<T>(string name, T fallback, params T[] allowed)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        foreach (var candidate in allowed)
        {
            if (string.Equals(candidate.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                return candidate;
            }
        }

        var names = string.Join(", ", allowed);
        report(Member(name)!, $"must be one of: {names}", $"skal være en af: {names}");
        return fallback;
    }

    /// <summary>A plain text, or one text per language of which "en" is required.</summary>
    public LocalText? Texts(string name)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        if (value.Kind == JsonValueKind.String)
        {
            return new LocalText(value.Text);
        }

        var languages = new JsonObjectReader(value, report);
        var english = languages.RequiredText("en");
        var others = value.Members
            .Where(member => member.Name != "en" && member.Value.Kind == JsonValueKind.String)
            .DistinctBy(member => member.Name, StringComparer.Ordinal)
            .ToDictionary(member => member.Name, member => member.Value.Text, StringComparer.Ordinal);
        return new LocalText(english, others);
    }

    private bool CheckIdentifier(LocatedJson at, string text)
    {
        if (IdentifierPattern().IsMatch(text))
        {
            return true;
        }

        report(
            at,
            $"\"{text}\" is not a table or column name: only letters, digits, spaces and _ $ # @ & ( ) + -, beginning with a letter or _",
            $"\"{text}\" er ikke et tabel- eller kolonnenavn: kun bogstaver, cifre, mellemrum og _ $ # @ & ( ) + -, med et bogstav eller _ først");
        return false;
    }

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{N}_$#@&()+ -]{0,126}(?<! )\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IdentifierPattern();
}
