using System.Text.Json;
using System.Text.Json.Serialization;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>A connection's configuration as a file that another installation can read. It never holds a secret.</summary>
/// <param name="Format">Grows when older programs could not read it any more.</param>
/// <param name="Connector">The connector's stored id: the file fits connections of the same one.</param>
/// <param name="Name">The connection it came from.</param>
/// <param name="Settings">Of the connector, those that are no secrets, canonical; null: the file leaves them alone.</param>
public sealed record ConfigurationFile(
    int Format, string Connector, string Name, int Version, IReadOnlyList<ActorMapping> Actors, IReadOnlyDictionary<string, string>? Settings = null)
{
    public const int CurrentFormat = 1;

    /// <summary>No configuration is larger; in bytes.</summary>
    public const int Longest = 2 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a file; never throws for what it holds.</summary>
    public static ReadFile Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Longest)
        {
            return new ReadFile.TooLong();
        }

        try
        {
            // What other programs put before the text to say that it is UTF-8.
            var text = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
            if (FormatOf(text) is var format && format != CurrentFormat)
            {
                return new ReadFile.OtherFormat(format);
            }

            // That a value is never null, the reader does not see for those of a dictionary.
            return JsonSerializer.Deserialize<ConfigurationFile>(text, Json) is not { } file ? new ReadFile.NotOurs(null, "")
                : file.Settings?.Values.Any(value => value is null) == true ? new ReadFile.NotOurs(null, "$.settings")
                : new ReadFile.Read(file);
        }
        catch (JsonException failure)
        {
            return new ReadFile.NotOurs(failure.LineNumber + 1, failure.Path ?? "");
        }
    }

    /// <summary>Zero: it names none.</summary>
    private static int FormatOf(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 16 });
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format", out var format)
            && format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out var number)
            ? number
            : 0;
    }
}

/// <summary>What came of reading a file.</summary>
public abstract record ReadFile
{
    private ReadFile()
    {
    }

    public sealed record Read(ConfigurationFile File) : ReadFile;

    /// <param name="Line">Where reading stopped, from 1; null where no line is to blame.</param>
    /// <param name="Path">The part of the file.</param>
    public sealed record NotOurs(long? Line, string Path) : ReadFile;

    /// <param name="Format">Zero: it names none.</param>
    public sealed record OtherFormat(int Format) : ReadFile;

    public sealed record TooLong : ReadFile;
}
