using System.Collections.Concurrent;
using System.Net;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Linking.Tests.InMemory;

internal sealed class MemoryConnections : IConnectionStore
{
    private readonly ConcurrentDictionary<Guid, Connection> connections = new();
    private readonly ConcurrentDictionary<(Guid Id, int Version), MappingDocument> mappings = new();
    private readonly ConcurrentDictionary<Guid, ErpDescription> descriptions = new();
    private readonly ConcurrentDictionary<Guid, ConnectionHealth> health = new();

    /// <summary>Called with a connection whose next run shows its list.</summary>
    public Action<Guid> Shows { get; set; } = _ => { };

    public void Put(Connection connection) => connections[connection.Id] = connection;

    public void Publish(Guid id, int version, MappingDocument document)
    {
        mappings[(id, version)] = document;
        Put(connections[id] with { MappingVersion = version });
    }

    public Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Connection>>([.. connections.Values.OrderBy(connection => connection.Rank)]);

    public Task<Connection?> FindAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(connections.GetValueOrDefault(id));

    public Task<MappingDocument> GetMappingAsync(Guid id, int version, CancellationToken cancellationToken) => Task.FromResult(mappings[(id, version)]);

    public Task<ErpDescription?> FindDescriptionAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(descriptions.GetValueOrDefault(id));

    public Task SaveDescriptionAsync(Guid id, ErpDescription description, DateTimeOffset at, CancellationToken cancellationToken)
    {
        descriptions[id] = description;
        return ChangeAsync(id, connection => connection with { Identity = connection.Identity ?? description.Identity });
    }

    public Task<ConnectionHealth> GetHealthAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(health.GetValueOrDefault(id, ConnectionHealth.Unknown));

    public Task SaveHealthAsync(Guid id, ConnectionHealth health, CancellationToken cancellationToken)
    {
        var before = this.health.GetValueOrDefault(id, ConnectionHealth.Unknown);
        this.health[id] = health with { CallsDay = before.CallsDay, Calls = before.Calls };
        return Task.CompletedTask;
    }

    public Task<int> AddCallsAsync(Guid id, DateOnly day, int calls, CancellationToken cancellationToken)
    {
        var before = health.GetValueOrDefault(id, ConnectionHealth.Unknown);
        var now = before with { CallsDay = day, Calls = before.CallsDay == day ? before.Calls + calls : calls };
        health[id] = now;
        return Task.FromResult(now.Calls);
    }

    public Task<bool> PublishAsync(
        Guid id, int from, MappingDocument document, string by, string why, DateTimeOffset at, CancellationToken cancellationToken, bool showsNextRun = false)
    {
        if (connections[id].MappingVersion != from)
        {
            return Task.FromResult(false);
        }

        if (showsNextRun)
        {
            Shows(id);
        }

        Publish(id, mappings.Keys.Where(key => key.Id == id).Max(key => key.Version) + 1, document);
        return Task.FromResult(true);
    }

    public Task SetActiveAsync(Guid id, bool active, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(id, connection => connection with { Active = active });

    public Task SetAutomaticSyncAsync(Guid id, bool automatic, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(id, connection => connection with { AutomaticSync = automatic });

    private Task ChangeAsync(Guid id, Func<Connection, Connection> change)
    {
        connections.AddOrUpdate(id, _ => throw new KeyNotFoundException(), (_, connection) => change(connection));
        return Task.CompletedTask;
    }
}

internal sealed class MemorySearchLines : ISearchCriteriaStore
{
    private readonly ConcurrentDictionary<(string, Guid, ActorType), IReadOnlyList<SearchLine>> lines = new();

    public Task<IReadOnlyList<SearchLine>?> FindAsync(string userId, Guid connectionId, ActorType actorType, CancellationToken cancellationToken) =>
        Task.FromResult(lines.GetValueOrDefault((userId, connectionId, actorType)));

    public Task SaveAsync(string userId, Guid connectionId, ActorType actorType, IReadOnlyList<SearchLine> lines, CancellationToken cancellationToken)
    {
        this.lines[(userId, connectionId, actorType)] = lines;
        return Task.CompletedTask;
    }
}

/// <summary>Nothing in memory has an address.</summary>
internal sealed class NoOutbound : IOutbound
{
    public HttpMessageHandler CreateHandler() => throw new NotSupportedException();

    public Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) => throw new NotSupportedException();

    public string ResolveFile(string name) => throw new NotSupportedException();
}
