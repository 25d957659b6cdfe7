using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>
/// Locks out addresses that nobody has as it does those that somebody has; else the message would tell which is which. Kept in memory.
/// </summary>
public sealed class UnknownSignIns(TimeProvider time, IOptions<IdentityOptions> options)
{
    private const int Most = 10_000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Tries> tries = new(StringComparer.Ordinal);

    /// <summary>Until when; null: it is not.</summary>
    public DateTimeOffset? LockedUntil(string email)
    {
        lock (gate)
        {
            return tries.GetValueOrDefault(Key(email)).Until is { } until && until > time.GetUtcNow() ? until : null;
        }
    }

    /// <returns>Until when it is locked out from now on; null: not yet.</returns>
    public DateTimeOffset? Failed(string email)
    {
        var lockout = options.Value.Lockout;
        var now = time.GetUtcNow();
        lock (gate)
        {
            MakeRoom(now, lockout.DefaultLockoutTimeSpan);
            var wrong = tries.GetValueOrDefault(Key(email)).Wrong + 1;
            var isLocked = wrong >= lockout.MaxFailedAccessAttempts;
            DateTimeOffset? until = isLocked ? now + lockout.DefaultLockoutTimeSpan : null;
            tries[Key(email)] = new Tries(isLocked ? 0 : wrong, until, now);
            return until;
        }
    }

    private void MakeRoom(DateTimeOffset now, TimeSpan kept)
    {
        if (tries.Count < Most)
        {
            return;
        }

        foreach (var old in tries.Where(one => one.Value.Last < now - kept).Select(one => one.Key).ToList())
        {
            tries.Remove(old);
        }

        if (tries.Count >= Most)
        {
            tries.Clear();
        }
    }

    /// <summary>As short as any other, however long the address is.</summary>
    private static string Key(string email) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(email.ToUpperInvariant())));

    private readonly record struct Tries(int Wrong, DateTimeOffset? Until, DateTimeOffset Last);
}
