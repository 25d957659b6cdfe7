using System.Security.Cryptography;
using System.Text;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>Shows that whoever makes the first administrator can read the server's log. Kept in memory: a new start, a new code.</summary>
public sealed class SetupCode(TimeProvider time)
{
    // Without letters and digits that are mistaken for one another.
    private const string Signs = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int WrongTries = 5;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);
    private readonly Lock gate = new();
    private string? code;
    private DateTimeOffset endsAt;
    private int wrong;

    /// <summary>The code of this start; as long as it can be used it stays the same.</summary>
    public string Issue()
    {
        lock (gate)
        {
            if (code is not null && time.GetUtcNow() < endsAt)
            {
                return code;
            }

            var signs = RandomNumberGenerator.GetString(Signs, 8);
            code = $"{signs[..4]}-{signs[4..]}";
            endsAt = time.GetUtcNow() + Life;
            wrong = 0;
            return code;
        }
    }

    public SetupCodeAnswer Try(string typed)
    {
        lock (gate)
        {
            if (code is null || time.GetUtcNow() >= endsAt)
            {
                code = null;
                return SetupCodeAnswer.Expired;
            }

            if (IsSame(typed, code))
            {
                return SetupCodeAnswer.Right;
            }

            wrong++;
            if (wrong < WrongTries)
            {
                return SetupCodeAnswer.Wrong;
            }

            code = null;
            return SetupCodeAnswer.Expired;
        }
    }

    public void Discard()
    {
        lock (gate)
        {
            code = null;
        }
    }

    private static bool IsSame(string typed, string code) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(Signed(typed))), SHA256.HashData(Encoding.UTF8.GetBytes(Signed(code))));

    private static string Signed(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}

public enum SetupCodeAnswer
{
    Right, Wrong, Expired,
}
