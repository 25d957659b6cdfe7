using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>An entity and an actor that belong together on one connection.</summary>
/// <param name="Snapshot">See <see cref="Sync.SnapshotCodec"/>; its order is that of mapping version <paramref name="SnapshotMapping"/>.</param>
/// <param name="CheckedAt">When both sides were last read and decided.</param>
/// <param name="RowVersion">Changes with every change of the link.</param>
/// <param name="ParentLinkId">The link of a person's company, as it was when the person was linked.</param>
public sealed record Link(
    long Id, Guid ConnectionId, EntityRef Entity, ActorType ActorType, string KeySpace, string ErpKey, LinkState State,
    byte[] Snapshot, int SnapshotMapping, DateTimeOffset? CheckedAt, ShownActor? LastShown, long RowVersion, long? ParentLinkId = null)
{
    public LinkSeen AsSeen() => new(Id, RowVersion);
}

/// <summary>What the ERP tab showed of an actor, and when it was read.</summary>
/// <param name="Values">ERP field key to text; list values by name.</param>
public sealed record ShownActor(string Name, bool IsActive, string? Address, IReadOnlyDictionary<string, string> Values, DateTimeOffset At)
{
    /// <summary>True when a reader would see the same, whenever it was read.</summary>
    public bool ShowsSameAs(ShownActor other) =>
        string.Equals(Name, other.Name, StringComparison.Ordinal) && IsActive == other.IsActive
        && string.Equals(Address, other.Address, StringComparison.Ordinal) && Values.Count == other.Values.Count
        && Values.All(value => other.Values.TryGetValue(value.Key, out var text) && string.Equals(text, value.Value, StringComparison.Ordinal));
}
