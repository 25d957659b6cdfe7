using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.History;

/// <summary>Why the fields of one link hold what they hold.</summary>
/// <param name="Fields">In the order of the mapping.</param>
public sealed record LinkStory(Connection Connection, Link Link, IReadOnlyList<FieldStory> Fields);

/// <summary>Why one field holds what it holds.</summary>
/// <param name="Agreed">Both sides' values as they were last agreed or accepted; null: never.</param>
/// <param name="Chain">What the product wrote to the pair or decided about it, the newest first.</param>
/// <param name="Then">The field's rule when the newest was written; null where it was not mapped so.</param>
/// <param name="IsCut">The record has more changes than were looked through.</param>
public sealed record FieldStory(FieldRule Rule, BasePair? Agreed, IReadOnlyList<HistoryLine> Chain, FieldMapping? Then, bool IsCut)
{
    public HistoryLine? Last => Chain.Count > 0 ? Chain[0] : null;

    /// <summary>What was written last still stood there when both sides were last agreed.</summary>
    public bool StillStands => Last is { Change: { IsErased: false } change } && Agreed is { } agreed
        && string.Equals(change.Side == Side.Crm ? agreed.Crm : agreed.Erp, change.Stored ?? change.Sent, StringComparison.Ordinal);
}
