using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace SuperOfficeErpLink.Connectors;

/// <summary>A place in an ordered listing, as a text callers keep but do not read.</summary>
public static class OpaqueToken
{
    /// <param name="parts">Null: there is no such part.</param>
    public static string Write(params string?[] parts) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(parts));

    /// <summary>The parts, or null when it is not a token of that many parts, each of them there.</summary>
    public static string[]? Read(string token, int count) =>
        ReadWithGaps(token, count)?.OfType<string>().ToArray() is { } parts && parts.Length == count ? parts : null;

    /// <summary>The parts, null for one that is not there; or null when it is not a token of that many parts.</summary>
    public static string?[]? ReadWithGaps(string token, int count)
    {
        try
        {
            var parts = JsonSerializer.Deserialize<string?[]>(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)));
            return parts?.Length == count ? parts : null;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return null;
        }
    }
}
