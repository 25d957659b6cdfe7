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
    /// <summary>Which of one link's ordered changes hold now, as they are to be done; a group of fields goes whole or not at all.</summary>
    /// <param name="waiting">Pairs with an approved write that waits for its side.</param>
    public static Judged Judge(IReadOnlyList<Change> ordered, RecordRules rules, BothSides read, IReadOnlySet<FieldPair> waiting)
    {
        var now = ordered.Select(change => Hold(change, rules, read, waiting)).ToList();
        var broken = now.Where(IsLeft).Select(change => rules.GroupOf(change.Pair)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var whole = now.Select(change => !IsLeft(change) && rules.GroupOf(change.Pair) is { } group && broken.Contains(group) ? Leave(change, LeftAlone.Group) : change).ToList();
        return new Judged([.. whole.Where(change => !IsLeft(change))], [.. whole.Where(IsLeft)]);
    }

    /// <summary>
    /// Choices hold for a group of fields as it was seen: one whose other fields moved meanwhile waits, for the next look would make an address of
    /// both sides of it. Old values are put back as they were written, field by field.
    /// </summary>
    public static Judged WithWholeGroups(Judged judged, RecordRules rules, RecordState state)
    {
        var chosen = judged.Holds.Select(change => change.Pair).ToHashSet();
        var moved = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < rules.Fields.Count; index++)
        {
            var rule = rules.Fields[index];
            if (rules.GroupOf(rule.Pair) is { } group && !chosen.Contains(rule.Pair) && state.Crm[index].Text is { } crm && state.Erp[index].Text is { } erp
                && !rule.Agree(crm, erp) && state.Bases[index] != new BasePair(crm, erp))
            {
                moved.Add(group);
            }
        }

        var broken = judged.Holds.Where(change => change.Cause == ChangeCauses.ConflictChosen && rules.GroupOf(change.Pair) is { } group && moved.Contains(group)).ToList();
        return new Judged([.. judged.Holds.Except(broken)], [.. judged.LeftAlone, .. broken.Select(change => Leave(change, LeftAlone.Group))]);
    }

    /// <summary>An ordered change that is not done, and why.</summary>
    /// <param name="held">What the side holds instead, where that is known.</param>
    public static Change Leave(Change change, string why, string? held = null) => change with { State = ChangeState.Dropped, Cause = why, Stored = held };

    /// <summary>
    /// The change as it is to be done now, or left alone where it no longer holds. An old value is put back wherever what we wrote still
    /// stands, whatever the other side holds by now: that becomes its accepted counterpart, so that nothing flows back until the next edit.
    /// </summary>
    private static Change Hold(Change change, RecordRules rules, BothSides read, IReadOnlySet<FieldPair> waiting)
    {
        if (IsLeft(change))
        {
            return change;
        }

        var (held, other) = (Text(change.Side, change, rules, read), Text(change.Side.Other(), change, rules, read));
        return held is null || other is null ? Leave(change, LeftAlone.NotMapped)
            : waiting.Contains(change.Pair) ? Leave(change, LeftAlone.Waits, held)
            : !string.Equals(held, change.Old, StringComparison.Ordinal) ? Leave(change, LeftAlone.Changed, held)
            : change.Side == Side.Erp && !IsNote(change) && !read.Erp!.IsActive ? Leave(change, LeftAlone.Inactive, held)
            : change.Cause == ChangeCauses.Undone ? change with { Source = other }
            : string.Equals(other, change.Source, StringComparison.Ordinal) ? change
            : Leave(change, LeftAlone.OtherChanged, held);
    }

    private static bool IsLeft(Change change) => change.State == ChangeState.Dropped;

    /// <summary>It only records a decision: nothing is sent for it.</summary>
    public static bool IsNote(Change change) => change.Cause == ChangeCauses.KeptBoth;

    /// <summary>
    /// The changes that take performed ones back: for each field and side of a link the oldest value that was replaced, in place of what
    /// was written last. What an actor was created with has no older value, and a deleted one is not known: both are left alone.
    /// </summary>
    /// <param name="done">Of one link, in the order they were performed.</param>
    public static IReadOnlyList<Change> TakeBack(IEnumerable<Change> done, long runId, string userId, int mappingVersion, DateTimeOffset now) =>
        [.. done.Where(change => change.State == ChangeState.Done && !IsNote(change)).GroupBy(change => (change.Side, change.Pair))
            .Select(changes => TakeBack([.. changes], runId, userId, mappingVersion, now)).OfType<Change>()];

    /// <summary>Null when the field holds its oldest value already.</summary>
    private static Change? TakeBack(IReadOnlyList<Change> changes, long runId, string userId, int mappingVersion, DateTimeOffset now)
    {
        var last = changes[^1];
        var written = last.Stored ?? last.Sent;
        var first = changes.FirstOrDefault(change => !MadeTheActor(change));
        return changes.Any(change => change.IsErased) ? Leave(Ordered(last, "", "", "", ChangeCauses.Undone, runId, userId, mappingVersion, now), LeftAlone.Erased)
            : first is null ? Leave(Ordered(last, written, "", "", ChangeCauses.Undone, runId, userId, mappingVersion, now), LeftAlone.Created, written)
            : string.Equals(first.Old, written, StringComparison.Ordinal) ? null
            : Ordered(last, written, first.Old, "", ChangeCauses.Undone, runId, userId, mappingVersion, now);
    }

    /// <summary>The field had no value before, because there was no actor.</summary>
    private static bool MadeTheActor(Change change) => change is { Side: Side.Erp, Cause: ChangeCauses.Created };

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
            Id = 0,
            Old = old,
            Sent = sent,
            Source = source,
            Stored = null,
            State = ChangeState.Planned,
            Cause = cause,
            OperationId = null,
            UserId = userId,
            MappingVersion = mappingVersion,
            At = now,
            ShownUntilDismissed = false,
            RunId = runId,
        };

    /// <param name="Holds">To be done.</param>
    /// <param name="LeftAlone">Dropped, each with its reason as its cause.</param>
    public sealed record Judged(IReadOnlyList<Change> Holds, IReadOnlyList<Change> LeftAlone);

    private static string? Text(Side side, Change change, RecordRules rules, BothSides read)
    {
        var position = side == Side.Crm ? rules.CrmFields.IndexOf(change.Pair.Crm) : rules.ErpFields.IndexOf(change.Pair.Erp);
        return position < 0 ? null : read[side]?.Values[position].Text;
    }
}
