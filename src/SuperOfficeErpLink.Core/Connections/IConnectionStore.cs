using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Connections;

public interface IConnectionStore
{
    /// <summary>All connections that are not deleted, by rank.</summary>
    Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken);

    Task<Connection?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The configuration of a version; versions never change, so answers may be kept.</summary>
    Task<MappingDocument> GetMappingAsync(Guid id, int version, CancellationToken cancellationToken);

    /// <summary>What the ERP said it offers when it was last asked; null when it never was.</summary>
    Task<ErpDescription?> FindDescriptionAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Stores what an ERP says of itself, and the connection's identity where it has none yet.</summary>
    Task SaveDescriptionAsync(Guid id, ErpDescription description, DateTimeOffset at, CancellationToken cancellationToken);

    Task<ConnectionHealth> GetHealthAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>All but the day's calls.</summary>
    Task SaveHealthAsync(Guid id, ConnectionHealth health, CancellationToken cancellationToken);

    /// <summary>Adds to the day's calls, whatever other processes add meanwhile.</summary>
    /// <returns>All calls of the day; none are kept of a day before.</returns>
    Task<int> AddCallsAsync(Guid id, DateOnly day, int calls, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a document the connection's next version and puts it in force, with its audit entry, in one transaction. Its next run shows
    /// its list where <paramref name="showsNextRun"/>. False when another version is in force by now.
    /// </summary>
    Task<bool> PublishAsync(
        Guid id, int from, MappingDocument document, string by, string why, DateTimeOffset at, CancellationToken cancellationToken, bool showsNextRun = false);

    /// <summary>Switches a connection on or off, with its audit entry in the same transaction.</summary>
    Task SetActiveAsync(Guid id, bool active, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Switches a connection's scheduled runs on or off, with its audit entry in the same transaction.</summary>
    Task SetAutomaticSyncAsync(Guid id, bool automatic, string by, DateTimeOffset at, CancellationToken cancellationToken);
}
