using System.Collections.Concurrent;
using System.Security.Cryptography;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>Settings as someone entered them, and what a test of exactly them found.</summary>
/// <param name="Others">What was typed in fields that the form does not have at the moment.</param>
/// <param name="Passed">Null: they were not tested, or failed.</param>
public sealed record EnteredSettings(string UserId, Guid ConnectionId, string ConnectorId, Settings Settings, IReadOnlyDictionary<string, string> Others, ErpDescription? Passed, DateTimeOffset At);

/// <summary>
/// Keeps what was entered in a settings form between two posts: secrets never go back to a browser, and that a test was passed is not for a browser to
/// say. In memory only, for a while: who comes later enters the secret and tests again.
/// </summary>
public sealed class SettingsMemory(TimeProvider time)
{
    private const int Most = 500;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, EnteredSettings> entries = new(StringComparer.Ordinal);

    /// <returns>What the form is to bring back.</returns>
    public string Keep(string userId, Guid connectionId, string connectorId, Settings settings, IReadOnlyDictionary<string, string> others, ErpDescription? passed)
    {
        var now = time.GetUtcNow();
        foreach (var (old, _) in entries.OrderBy(entry => entry.Value.At).Where((entry, index) => now - entry.Value.At > KeptFor || index < entries.Count - Most))
        {
            entries.TryRemove(old, out _);
        }

        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        entries[token] = new EnteredSettings(userId, connectionId, connectorId, settings, others, passed, now);
        return token;
    }

    /// <summary>Only its own user's, for the same connection; null: nothing is kept.</summary>
    public EnteredSettings? Find(string userId, Guid connectionId, string connectorId, string? token) =>
        token is not null && entries.TryGetValue(token, out var entered) && time.GetUtcNow() - entered.At <= KeptFor
        && entered.UserId == userId && entered.ConnectionId == connectionId && entered.ConnectorId == connectorId
            ? entered
            : null;

    public void Forget(string? token)
    {
        if (token is not null)
        {
            entries.TryRemove(token, out _);
        }
    }
}
