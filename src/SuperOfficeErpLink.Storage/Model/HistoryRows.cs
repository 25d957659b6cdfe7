using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Storage.Model;

/// <summary>An entity and an actor were linked or parted; stays when the link is gone.</summary>
public sealed class LinkEventRow
{
    public long Id { get; set; }

    public Guid ConnectionId { get; set; }

    public long LinkId { get; set; }

    public LinkEventKind Kind { get; set; }

    public EntityType EntityType { get; set; }

    public long EntityId { get; set; }

    public ActorType ActorType { get; set; }

    public string KeySpace { get; set; } = "";

    /// <summary>The actor's key after it.</summary>
    public string ErpKey { get; set; } = "";

    /// <summary>The actor's key, or the entity's id, before a renumbering or a move.</summary>
    public string? Before { get; set; }

    public DateTimeOffset At { get; set; }

    public string? UserId { get; set; }

    public Guid? OperationId { get; set; }

    public long? RunId { get; set; }

    /// <summary>What a link that was parted hung below, and its base, so that parting can be taken back.</summary>
    public long? ParentLinkId { get; set; }

    public byte[]? Snapshot { get; set; }

    public int SnapshotMapping { get; set; }
}
