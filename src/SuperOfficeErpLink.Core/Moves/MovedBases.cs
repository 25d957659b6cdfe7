using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Moves;

/// <summary>What was last agreed, when one side of a link becomes another record by a merge. Pure.</summary>
public static class MovedBases
{
    /// <summary>
    /// What was agreed stays, so that values of the surviving record that differ count as changed there. A blank of it is nobody's edit: the
    /// pair, or the group that is blank as a whole, has nothing agreed any more, and a blank then never clears the other side.
    /// </summary>
    /// <param name="survivor">Values of the surviving record, in the order of the rules.</param>
    /// <param name="side">The side that became another record.</param>
    public static BasePair?[] Of(RecordRules rules, IReadOnlyList<BasePair?> bases, IReadOnlyList<FieldValue> survivor, Side side)
    {
        var moved = bases.ToArray();
        foreach (var group in rules.Groups)
        {
            if (group.All(index => survivor[index] is { WasRead: true, IsBlank: true }) && group.Any(index => bases[index] is { } agreed && agreed[side].Length > 0))
            {
                foreach (var index in group)
                {
                    moved[index] = null;
                }
            }
        }

        return moved;
    }
}
