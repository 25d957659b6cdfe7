using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Events of links as rows and back.</summary>
internal static class LinkEventRows
{
    /// <summary>What happens to a link, with all that taking it back needs; to be stored with it.</summary>
    public static LinkEventRow Of(LinkRow link, LinkEventKind kind, DateTimeOffset at, string userId, Guid? operationId) => new()
    {
        ConnectionId = link.ConnectionId, LinkId = link.Id, Kind = kind, EntityType = link.EntityType, EntityId = link.EntityId, ActorType = link.ActorType,
        KeySpace = link.KeySpace, ErpKey = link.ErpKey, At = at, UserId = userId, OperationId = operationId, ParentLinkId = link.ParentLinkId,
        Snapshot = kind == LinkEventKind.Unlinked ? link.Snapshot : null, SnapshotMapping = link.SnapshotMapping,
    };

    public static LinkEvent ToEvent(LinkEventRow row) => new(
        row.Id, row.ConnectionId, row.LinkId, row.Kind, new EntityRef(row.EntityType, row.EntityId), row.ActorType, row.KeySpace, row.ErpKey, row.Before, row.At,
        row.UserId ?? "", row.OperationId, row.RunId, row.ParentLinkId);
}
