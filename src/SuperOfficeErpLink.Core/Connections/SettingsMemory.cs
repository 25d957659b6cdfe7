using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>Settings as someone entered them, and what a test of exactly them found.</summary>
/// <param name="Others">What was typed in fields that the form does not have at the moment.</param>
/// <param name="Passed">Null: they were not tested, or failed.</param>
public sealed record EnteredSettings(
    string UserId, Guid ConnectionId, string ConnectorId, Settings Settings, IReadOnlyDictionary<string, string> Others, ErpDescription? Passed);

/// <summary>
/// Keeps what was entered in a settings form between two posts, whichever nodes they come to: secrets never go back to a browser, and that a test was
/// passed is not for a browser to say. Only for a while: who comes later enters the secret and tests again.
/// </summary>
public interface ISettingsMemory
{
    /// <returns>What the form is to bring back.</returns>
    Task<string> KeepAsync(EnteredSettings entered, CancellationToken cancellationToken);

    /// <summary>Only its own user's, for the same connection; null: nothing is kept.</summary>
    Task<EnteredSettings?> FindAsync(string userId, Guid connectionId, string connectorId, string? token, CancellationToken cancellationToken);

    Task ForgetAsync(string? token, CancellationToken cancellationToken);
}
