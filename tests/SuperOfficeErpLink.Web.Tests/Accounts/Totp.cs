using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace SuperOfficeErpLink.Web.Tests.Accounts;

/// <summary>An authenticator app (RFC 6238).</summary>
internal static class Totp
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <param name="steps">Half minutes from now.</param>
    public static string Code(string key, int steps = 0)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30) + steps);

#pragma warning disable CA5350 // What authenticator apps use.
        var hash = HMACSHA1.HashData(Bytes(key), counter);
#pragma warning restore CA5350
        var offset = hash[^1] & 0xf;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>One that is not right now, nor soon, nor was a moment ago.</summary>
    public static string WrongCode(string key)
    {
        var right = Enumerable.Range(-4, 9).Select(step => Code(key, step)).ToHashSet();
        return Enumerable.Range(0, 1_000_000).Select(number => number.ToString("D6", CultureInfo.InvariantCulture)).First(code => !right.Contains(code));
    }

    private static byte[] Bytes(string key)
    {
        var signs = key.Where(char.IsLetterOrDigit).Select(sign => Base32.IndexOf(char.ToUpperInvariant(sign))).ToList();
        var bytes = new byte[signs.Count * 5 / 8];
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            if ((signs[bit / 5] >> (4 - (bit % 5)) & 1) == 1)
            {
                bytes[bit / 8] |= (byte)(1 << (7 - (bit % 8)));
            }
        }

        return bytes;
    }
}
