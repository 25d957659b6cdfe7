using System.Buffers.Text;
using System.Text.Json;

namespace SuperOfficeErpLink.Connectors.Tryton.Reading;

/// <summary>A place in a feed or a listing, as a text callers keep but do not read.</summary>
internal static class OpaqueToken
{
    public static string Write(params string?[] parts) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(parts));

    /// <summary>The parts, or null when it is not a token of that kind, which is its first part, and number of parts.</summary>
    public static string?[]? Read(string token, string kind, int count)
    {
        try
        {
            var parts = JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromChars(token));
            return parts?.Length == count && parts[0] == kind ? parts : null;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return null;
        }
    }
}
