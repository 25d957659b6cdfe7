using System.Text;
using System.Text.Json;

namespace SuperOfficeErpLink.Connectors.Sql.Definition;

/// <summary>A JSON value that knows where it stands, so that every mistake in a definition can be shown at its line.</summary>
internal sealed class LocatedJson
{
    private LocatedJson(JsonValueKind kind, string path, int line)
    {
        Kind = kind;
        Path = path;
        Line = line;
    }

    public JsonValueKind Kind { get; }

    public string Path { get; }

    /// <summary>1-based.</summary>
    public int Line { get; }

    /// <summary>A string's text or a number's digits.</summary>
    public string Text { get; private init; } = "";

    public List<(string Name, LocatedJson Value)> Members { get; } = [];

    public List<LocatedJson> Items { get; } = [];

    public LocatedJson? Member(string name) =>
        Members.FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.Ordinal)).Value;

    /// <exception cref="JsonException">The text is not JSON; carries the line.</exception>
    public static LocatedJson Parse(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var lines = new LineCounter(bytes);
        try
        {
            reader.Read();
            var root = ReadValue(ref reader, "", lines);
            reader.Read();
            return root;
        }
        catch (InvalidOperationException halfACharacter)
        {
            // "\ud800" alone is well-formed JSON and no text.
            throw new JsonException(halfACharacter.Message, null, lines.LineOf(reader.TokenStartIndex) - 1, 0, halfACharacter);
        }
    }

    private static LocatedJson ReadValue(ref Utf8JsonReader reader, string path, LineCounter lines)
    {
        var line = lines.LineOf(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, new LocatedJson(JsonValueKind.Object, path, line), lines);
            case JsonTokenType.StartArray:
                var array = new LocatedJson(JsonValueKind.Array, path, line);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Items.Add(ReadValue(ref reader, $"{path}[{array.Items.Count}]", lines));
                }

                return array;
            case JsonTokenType.String:
                return new LocatedJson(JsonValueKind.String, path, line) { Text = reader.GetString() ?? "" };
            case JsonTokenType.Number:
                return new LocatedJson(JsonValueKind.Number, path, line) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True:
                return new LocatedJson(JsonValueKind.True, path, line);
            case JsonTokenType.False:
                return new LocatedJson(JsonValueKind.False, path, line);
            default:
                return new LocatedJson(JsonValueKind.Null, path, line);
        }
    }

    private static LocatedJson ReadObject(ref Utf8JsonReader reader, LocatedJson target, LineCounter lines)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString() ?? "";
            reader.Read();
            target.Members.Add((name, ReadValue(ref reader, target.Path.Length == 0 ? name : $"{target.Path}.{name}", lines)));
        }

        return target;
    }

    /// <summary>Positions only grow while reading, so each byte is looked at once.</summary>
    private sealed class LineCounter(byte[] bytes)
    {
        private long position;
        private int line = 1;

        public int LineOf(long offset)
        {
            for (; position < offset; position++)
            {
                if (bytes[position] == (byte)'\n')
                {
                    line++;
                }
            }

            return line;
        }
    }
}
