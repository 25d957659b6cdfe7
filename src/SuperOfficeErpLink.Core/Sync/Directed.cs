using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>
/// What a person ordered about pairs of a link, as planned changes. They hold only while the link holds what the person saw; the planner
/// has no say in them. Pure.
/// </summary>
public static class Directed
{
    /// <summary>Those of one link's ordered changes that hold now, as they are to be done; a group of fields goes whole or not at all.</summary>
    /// <param name="waiting">Pairs with an approved write that waits for its side.</param>
    public static IReadOnlyList<Change> Holding(IReadOnlyList<Change> ordered, RecordRules rules, BothSides read, IReadOnlySet<FieldPair> waiting)
    {
        var now = ordered.Select(change => (change.Pair, Change: waiting.Contains(change.Pair) ? null : Hold(change, rules, read))).ToList();
        var broken = now.Where(one => one.Change is null).Select(one => rules.Find(one.Pair)?.Mapping.Group).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. now.Where(one => rules.Find(one.Pair)?.Mapping.Group is not { } group || !broken.Contains(group)).Select(one => one.Change).OfType<Change>()];
    }

    /// <summary>
    /// The change as it is to be done now; null when it no longer holds. An old value is put back wherever what we wrote still stands,
    /// whatever the other side holds by now: that becomes its accepted counterpart, so that nothing flows back until the next edit.
    /// </summary>
    private static Change? Hold(Change change, RecordRules rules, BothSides read)
    {
        if (Text(change.Side, change, rules, read) is not { } held || Text(change.Side.Other(), change, rules, read) is not { } other
            || !string.Equals(held, change.Old, StringComparison.Ordinal) || (change.Side == Side.Erp && !IsNote(change) && !read.Erp!.IsActive))
        {
            return null;
        }

        return change.Cause == ChangeCauses.Undone ? change with { Source = other }
            : string.Equals(other, change.Source, StringComparison.Ordinal) ? change
            : null;
    }

    /// <summary>It only records a decision: nothing is sent for it.</summary>
    public static bool IsNote(Change change) => change.Cause == ChangeCauses.KeptBoth;

    /// <summary>
    /// The changes that take performed ones back: for each field and side of a link the oldest value that was replaced, in place of what
    /// was written last.
    /// </summary>
    /// <param name="done">Of one link, in the order they were performed.</param>
    public static IReadOnlyList<Change> TakeBack(IEnumerable<Change> done, long runId, string userId, int mappingVersion, DateTimeOffset now) =>
        [.. done.Where(change => change.State == ChangeState.Done && !IsNote(change)).GroupBy(change => (change.Side, change.Pair))
            .Select(changes => (First: changes.First(), Last: changes.Last()))
            .Where(both => !string.Equals(both.First.Old, both.Last.Stored ?? both.Last.Sent, StringComparison.Ordinal))
            .Select(both => Ordered(both.Last, both.Last.Stored ?? both.Last.Sent, both.First.Old, "", ChangeCauses.Undone, runId, userId, mappingVersion, now))];

    /// <summary>What a choice in a conflict means; null when the chosen value cannot go over.</summary>
    public static Change? Settle(
        Link link, FieldRule rule, FieldConflict conflict, Choice choice, long runId, string userId, int mappingVersion, DateTimeOffset now)
    {
        if (choice == Choice.KeepBoth)
        {
            return New(link, rule, Side.Crm, conflict.Crm, conflict.Crm, conflict.Erp, ChangeCauses.KeptBoth, runId, userId, mappingVersion, now);
        }

        var target = choice == Choice.Crm ? Side.Erp : Side.Crm;
        var (source, old) = target == Side.Erp ? (conflict.Crm, conflict.Erp) : (conflict.Erp, conflict.Crm);
        return rule.Carry(target.Other(), source) is { IsHeld: true } carried
            ? New(link, rule, target, old, carried.Text!, source, ChangeCauses.ConflictChosen, runId, userId, mappingVersion, now)
            : null;
    }

    private static Change New(
        Link link, FieldRule rule, Side side, string old, string sent, string source, string cause, long runId, string userId, int mappingVersion, DateTimeOffset now) => new(
        0, link.ConnectionId, link.Id, link.Entity, side, rule.Pair, old, sent, source, null, ChangeState.Planned, cause, null, userId, mappingVersion, now,
        ShownUntilDismissed: false, runId);

    private static Change Ordered(
        Change of, string old, string sent, string source, string cause, long runId, string userId, int mappingVersion, DateTimeOffset now) => of with
        {
            Id = 0, Old = old, Sent = sent, Source = source, Stored = null, State = ChangeState.Planned, Cause = cause, OperationId = null, UserId = userId,
            MappingVersion = mappingVersion, At = now, ShownUntilDismissed = false, RunId = runId,
        };

    private static string? Text(Side side, Change change, RecordRules rules, BothSides read)
    {
        var position = side == Side.Crm ? rules.CrmFields.IndexOf(change.Pair.Crm) : rules.ErpFields.IndexOf(change.Pair.Erp);
        return position < 0 ? null : read[side]?.Values[position].Text;
    }
}
