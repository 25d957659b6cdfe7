using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Connections;

public static class ConnectionStores
{
    /// <summary>The connection; what may be done with it is asked of it.</summary>
    /// <exception cref="AccessDeniedException">When it does not exist: nobody may do anything with it.</exception>
    public static async Task<Connection> DemandAsync(this IConnectionStore connections, Guid id, CancellationToken cancellationToken) =>
        await connections.FindAsync(id, cancellationToken) ?? throw new AccessDeniedException($"Connection {id} does not exist.");
}

/// <summary>Connections as a user may see them: the active ones he may use; an administrator sees all.</summary>
public sealed class ConnectionList(IConnectionStore connections)
{
    public static bool MaySee(Connection connection, UserContext user) => user.IsAdministrator || (connection.Active && connection.RightsOf(user).CanUse);

    /// <summary>By rank.</summary>
    public async Task<IReadOnlyList<Connection>> ListAsync(UserContext user, CancellationToken cancellationToken) =>
        [.. (await connections.ListAsync(cancellationToken)).Where(connection => MaySee(connection, user))];

    /// <summary>Null when there is none, or the user may not see it.</summary>
    public async Task<Connection?> FindAsync(UserContext user, Guid id, CancellationToken cancellationToken) =>
        await connections.FindAsync(id, cancellationToken) is { } connection && MaySee(connection, user) ? connection : null;

    public Task<ConnectionHealth> GetHealthAsync(Connection connection, CancellationToken cancellationToken) => connections.GetHealthAsync(connection.Id, cancellationToken);

    /// <summary>The configuration in force.</summary>
    public Task<MappingDocument> GetMappingAsync(Connection connection, CancellationToken cancellationToken) =>
        connections.GetMappingAsync(connection.Id, connection.MappingVersion, cancellationToken);
}
