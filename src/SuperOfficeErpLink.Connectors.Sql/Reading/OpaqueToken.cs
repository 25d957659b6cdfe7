using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>A place in an ordered listing, as a text callers keep but do not read.</summary>
internal static class OpaqueToken
{
    public static string Write(params string[] parts) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(parts));

    /// <summary>The parts, or null when it is not a token of that many parts.</summary>
    public static string[]? Read(string token, int count)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(token);
            var parts = JsonSerializer.Deserialize<string?[]>(Encoding.UTF8.GetString(bytes));
            var present = parts?.OfType<string>().ToArray();
            return parts?.Length == count && present?.Length == count ? present : null;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return null;
        }
    }
}
