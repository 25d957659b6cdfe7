using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Events of links as rows and back.</summary>
internal static class LinkEventRows
{
    /// <summary>What happens to a link, with all that taking it back needs; to be stored with it.</summary>
    /// <param name="before">The key before a renumbering, or the record's id before a move.</param>
    public static LinkEventRow Of(LinkRow link, LinkEventKind kind, DateTimeOffset at, string userId, Guid? operationId, string? before = null, long? runId = null) => new()
    {
        ConnectionId = link.ConnectionId, LinkId = link.Id, Kind = kind, EntityType = link.EntityType, EntityId = link.EntityId, ActorType = link.ActorType,
        KeySpace = link.KeySpace, ErpKey = link.ErpKey, Before = before, At = at, UserId = userId, OperationId = operationId, RunId = runId, ParentLinkId = link.ParentLinkId,
        Snapshot = kind == LinkEventKind.Unlinked ? link.Snapshot : null, SnapshotMapping = link.SnapshotMapping,
    };

    /// <summary>Ends a link with all that hangs on it; what parting takes back is stored with the event. A link that never stood leaves no event.</summary>
    public static async Task PartAsync(
        ErpLinkDbContext context, LinkRow link, DateTimeOffset at, string userId, Guid? operationId, CancellationToken cancellationToken, long? runId = null)
    {
        if (link.State == LinkState.Active)
        {
            context.LinkEvents.Add(Of(link, LinkEventKind.Unlinked, at, userId, operationId, runId: runId));
        }

        await LinkOutcomes.ForgetAsync(context, link, cancellationToken);
    }

    public static LinkEvent ToEvent(LinkEventRow row) => new(
        row.Id, row.ConnectionId, row.LinkId, row.Kind, new EntityRef(row.EntityType, row.EntityId), row.ActorType, row.KeySpace, row.ErpKey, row.Before, row.At,
        row.UserId ?? "", row.OperationId, row.RunId, row.ParentLinkId);
}
