using System.Collections.Concurrent;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>What all work on one actor type of a connection needs.</summary>
public sealed record LinkContext(Connection Connection, RecordRules Rules)
{
    public ActorType ActorType => Rules.Mapping.Actor;
}

/// <summary>Makes link contexts; rules are made once per mapping version and ERP description.</summary>
public sealed class LinkContexts(IConnectionStore store, ErpSessions sessions, ICrm crm)
{
    private readonly ConcurrentDictionary<(Guid Connection, int Version, ActorType Type), (ErpDescription Described, RecordRules Rules)> known = new();

    /// <summary>Null when the ERP does not offer the type or the mapping does not sync it.</summary>
    /// <param name="orStored">Take the ERP's last stored description when it cannot be reached.</param>
    /// <exception cref="ConnectorException">When the ERP cannot say what it offers.</exception>
    public async Task<LinkContext?> FindAsync(Connection connection, ActorType type, bool orStored, CancellationToken cancellationToken)
    {
        var description = await sessions.DescribeAsync(connection, orStored, cancellationToken);
        var rules = await RulesAsync(connection, type, connection.MappingVersion, description, cancellationToken);
        return rules is null ? null : new LinkContext(connection, rules);
    }

    /// <summary>The base pairs of a link in the order of the rules: taken over by CRM field, ERP field and type from the version they were stored under.</summary>
    public Task<BasePair?[]> BasesAsync(Link link, RecordRules rules, CancellationToken cancellationToken) =>
        BasesAsync(link.ConnectionId, link.Snapshot, link.SnapshotMapping, rules, cancellationToken);

    /// <param name="snapshotMapping">The version the snapshot was stored under.</param>
    /// <param name="read">Both sides where they have been read: texts they hold are not made anew.</param>
    public async Task<BasePair?[]> BasesAsync(
        Guid connectionId, byte[] snapshot, int snapshotMapping, RecordRules rules, CancellationToken cancellationToken, BothSides? read = null)
    {
        var bases = new BasePair?[rules.Fields.Count];
        if (snapshotMapping == rules.Version)
        {
            SnapshotCodec.Decode(snapshot, bases, read?.Crm?.Values, read?.Erp?.Values);
            return bases;
        }

        var document = await store.GetMappingAsync(connectionId, snapshotMapping, cancellationToken);
        var stored = document.Actors.FirstOrDefault(mapping => mapping.Actor == rules.Mapping.Actor)?.Pairs ?? [];
        var storedBases = new BasePair?[stored.Count];
        SnapshotCodec.Decode(snapshot, storedBases);
        for (var index = 0; index < bases.Length; index++)
        {
            var wanted = rules.Fields[index].Mapping;
            var found = stored.ToList().FindIndex(pair => pair.Pair == wanted.Pair && pair.Type == wanted.Type);
            bases[index] = found < 0 ? null : storedBases[found];
        }

        return bases;
    }

    private async Task<RecordRules?> RulesAsync(
        Connection connection, ActorType type, int version, ErpDescription description, CancellationToken cancellationToken)
    {
        var key = (connection.Id, version, type);
        if (known.TryGetValue(key, out var made) && ReferenceEquals(made.Described, description))
        {
            return made.Rules;
        }

        var document = await store.GetMappingAsync(connection.Id, version, cancellationToken);
        if (document.For(type) is not { } mapping || description.Find(type) is not { } actor)
        {
            return null;
        }

        var rules = new RecordRules(mapping, version, actor, await crm.DescribeAsync(EntityTypes.For(type), cancellationToken));
        known[key] = (description, rules);
        return rules;
    }
}
