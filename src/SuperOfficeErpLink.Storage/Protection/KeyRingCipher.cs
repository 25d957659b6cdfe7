using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace SuperOfficeErpLink.Storage.Protection;

/// <summary>AES-GCM over the key ring's elements: format byte, nonce, tag, text.</summary>
internal static class KeyRingCipher
{
    public const int KeyLength = 32;
    public const string Element = "erpLinkSealed";
    private const byte Format = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Head = 1 + NonceLength + TagLength;

    public static string Seal(byte[] key, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedBytes = new byte[Head + plain.Length];
        var all = sealedBytes.AsSpan();
        all[0] = Format;
        RandomNumberGenerator.Fill(all.Slice(1, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(all.Slice(1, NonceLength), plain, all[Head..], all.Slice(1 + NonceLength, TagLength), all[..1]);
        return Convert.ToBase64String(sealedBytes);
    }

    /// <exception cref="CryptographicException">Another key, or not what <see cref="Seal"/> made.</exception>
    public static string Open(byte[] key, string text)
    {
        var all = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, all, out var length) || length < Head || all[0] != Format)
        {
            throw new CryptographicException("Not a sealed key ring element.");
        }

        var bytes = all.AsSpan(0, length);
        var plain = new byte[length - Head];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(bytes.Slice(1, NonceLength), bytes[Head..], bytes.Slice(1 + NonceLength, TagLength), plain, bytes[..1]);
        return Encoding.UTF8.GetString(plain);
    }
}

/// <summary>Seals what data protection stores in the database.</summary>
public sealed class KeyRingEncryptor(KeyFile keyFile) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement(KeyRingCipher.Element, KeyRingCipher.Seal(keyFile.Key, plaintextElement.ToString(SaveOptions.DisableFormatting))),
        typeof(KeyRingDecryptor));
}

/// <summary>Named by type in stored key rings: it may move only with a step that rewrites them.</summary>
public sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly KeyFile keyFile = services.GetRequiredService<KeyFile>();

    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(KeyRingCipher.Open(keyFile.Key, encryptedElement.Value));
}
