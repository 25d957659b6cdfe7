using System.Security.Cryptography;
using System.Text;

namespace SuperOfficeErpLink.Web.Api.Tokens;

/// <summary>A token as its holder has it: <c>erplink_‹prefix›_‹secret›</c>. The prefix finds its row; the secret is 256 random bits.</summary>
public sealed record ApiToken(string Prefix, string Secret)
{
    private const string Start = "erplink";
    private const int PrefixLength = 12;
    private const int SecretLength = 64;

    /// <summary>All that is stored of the secret.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Secret));

    public override string ToString() => $"{Beginning(Prefix)}_{Secret}";

    /// <summary>What a token begins with; no secret.</summary>
    public static string Beginning(string prefix) => $"{Start}_{prefix}";

    public static ApiToken New() =>
        new(RandomNumberGenerator.GetHexString(PrefixLength, lowercase: true), RandomNumberGenerator.GetHexString(SecretLength, lowercase: true));

    /// <summary>Null for anything that cannot be a token.</summary>
    public static ApiToken? Parse(string text) =>
        text.Split('_') is [Start, { Length: PrefixLength } prefix, { Length: SecretLength } secret] && prefix.All(char.IsAsciiHexDigitLower) && secret.All(char.IsAsciiHexDigitLower)
            ? new ApiToken(prefix, secret)
            : null;

    /// <summary>In a time that does not depend on where they differ.</summary>
    public bool IsOf(byte[] hash) => CryptographicOperations.FixedTimeEquals(Hash, hash);
}
