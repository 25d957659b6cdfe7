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

    Task SaveHealthAsync(Guid id, ConnectionHealth health, CancellationToken cancellationToken);

    /// <summary>Switches a connection on or off, with its audit entry in the same transaction.</summary>
    Task SetActiveAsync(Guid id, bool active, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Switches a connection's scheduled runs on or off, with its audit entry in the same transaction.</summary>
    Task SetAutomaticSyncAsync(Guid id, bool automatic, string by, DateTimeOffset at, CancellationToken cancellationToken);
}
