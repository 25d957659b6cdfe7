using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Of several connections that feed one CRM field only the highest in rank is effective; this finds what others feed.</summary>
public sealed class Feeders(IConnectionStore connections, ILinkStore links)
{
    public static IReadOnlySet<string> None { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>CRM fields that a linked connection of higher rank feeds, by entity; entities without any are absent.</summary>
    public async Task<IReadOnlyDictionary<EntityRef, IReadOnlySet<string>>> LoadAsync(
        Connection connection, IReadOnlyList<EntityRef> entities, CancellationToken cancellationToken)
    {
        var before = (await connections.ListAsync(cancellationToken)).Where(other => other.Active && other.Id != connection.Id && GoesBefore(other, connection))
            .ToDictionary(other => other.Id);
        var fed = new Dictionary<EntityRef, IReadOnlySet<string>>();
        if (before.Count == 0)
        {
            return fed;
        }

        foreach (var ofOneEntity in (await links.ListAsync(entities, cancellationToken))
            .Where(link => link.State == LinkState.Active && before.ContainsKey(link.ConnectionId)).GroupBy(link => link.Entity))
        {
            var fields = new HashSet<string>(StringComparer.Ordinal);
            foreach (var link in ofOneEntity)
            {
                var document = await connections.GetMappingAsync(link.ConnectionId, before[link.ConnectionId].MappingVersion, cancellationToken);
                fields.UnionWith(document.For(link.ActorType)?.Pairs.Where(pair => pair.Direction != Mapping.Direction.CrmToErp).Select(pair => pair.Crm!) ?? []);
            }

            fed[ofOneEntity.Key] = fields;
        }

        return fed;
    }

    public async Task<IReadOnlySet<string>> FindAsync(Connection connection, EntityRef entity, CancellationToken cancellationToken) =>
        (await LoadAsync(connection, [entity], cancellationToken)).GetValueOrDefault(entity, None);

    private static bool GoesBefore(Connection one, Connection other) =>
        one.Rank < other.Rank || (one.Rank == other.Rank && one.Id.CompareTo(other.Id) < 0);
}
