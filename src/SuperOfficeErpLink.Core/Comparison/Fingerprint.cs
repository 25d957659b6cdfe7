using System.Security.Cryptography;
using System.Text;

namespace SuperOfficeErpLink.Core.Comparison;

/// <summary>Stands for a text where only its being the same matters.</summary>
internal static class Fingerprint
{
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static string Of(IEnumerable<string> lines) => Of(string.Join('\n', lines));
}
