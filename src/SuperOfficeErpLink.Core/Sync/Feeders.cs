using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Which connection feeds a CRM field where several could.</summary>
internal static class Feeders
{
    /// <summary>CRM fields that a linked connection of higher rank feeds: of several feeders only the highest is effective.</summary>
    public static async Task<IReadOnlySet<string>> ElsewhereAsync(
        ILinkStore links, IConnectionStore connections, EntityRef entity, Connection own, CancellationToken cancellationToken)
    {
        var fed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var other in await links.ListAsync(entity, cancellationToken))
        {
            if (other.ConnectionId == own.Id || other.State != LinkState.Active
                || await connections.FindAsync(other.ConnectionId, cancellationToken) is not { Active: true } connection
                || !GoesBefore(connection, own))
            {
                continue;
            }

            var document = await connections.GetMappingAsync(connection.Id, connection.MappingVersion, cancellationToken);
            fed.UnionWith(document.For(other.ActorType)?.Pairs.Where(pair => pair.Direction != Mapping.Direction.CrmToErp).Select(pair => pair.Crm!) ?? []);
        }

        return fed;
    }

    private static bool GoesBefore(Connection one, Connection other) =>
        one.Rank < other.Rank || (one.Rank == other.Rank && one.Id.CompareTo(other.Id) < 0);
}
