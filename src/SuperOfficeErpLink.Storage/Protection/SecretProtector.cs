using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace SuperOfficeErpLink.Storage.Protection;

/// <summary>A connection's secret settings, readable only for the same connection with the same target.</summary>
public sealed class SecretProtector(IDataProtectionProvider provider)
{
    /// <param name="boundTo">The settings that name the target, as one text; see <see cref="Target"/>.</param>
    public byte[] Protect(Guid connectionId, string boundTo, IReadOnlyDictionary<string, string> secrets) =>
        For(connectionId, boundTo).Protect(JsonSerializer.SerializeToUtf8Bytes(secrets));

    public Secrets Unprotect(Guid connectionId, string boundTo, byte[] stored)
    {
        try
        {
            return new Secrets.Opened(JsonSerializer.Deserialize<Dictionary<string, string>>(For(connectionId, boundTo).Unprotect(stored))!);
        }
        catch (CryptographicException)
        {
            return new Secrets.MustBeEnteredAgain();
        }
    }

    /// <summary>The target settings as one text that no other combination of names and values has.</summary>
    public static string Target(IEnumerable<KeyValuePair<string, string>> settings) =>
        JsonSerializer.Serialize(settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => new[] { setting.Key, setting.Value }));

    private IDataProtector For(Guid connectionId, string boundTo) => provider.CreateProtector(
        "SuperOfficeErpLink.ConnectionSecrets", connectionId.ToString("N"), Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(boundTo))));
}

/// <summary>What became of stored secrets.</summary>
public abstract record Secrets
{
    private Secrets()
    {
    }

    public sealed record Opened(IReadOnlyDictionary<string, string> Values) : Secrets
    {
        /// <summary>Names only: a secret must not reach a log by interpolation.</summary>
        public override string ToString() => string.Join(", ", Values.Keys);
    }

    /// <summary>Another target or connection, or a key that is gone: the secret must be entered again.</summary>
    public sealed record MustBeEnteredAgain : Secrets;
}
