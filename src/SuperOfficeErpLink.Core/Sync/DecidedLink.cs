using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>One link in one round: as read, as decided, and what became of its writes.</summary>
internal sealed class DecidedLink
{
    private readonly RecordState state;
    private readonly Restraints restraints;
    private readonly RecordPlan plan;
    private readonly IReadOnlyList<Change> open;
    private readonly IReadOnlyList<Change> sending;
    private readonly bool leavesMore;
    private readonly IReadOnlyList<Change> notes;
    private readonly List<Change> settled = [];
    private readonly List<FieldError> errors = [];

    private DecidedLink(
        Link link, BothSides read, RecordState state, Restraints restraints, RecordPlan plan, IReadOnlyList<Change> open, IReadOnlyList<Change> sending,
        IReadOnlyList<Change> toSettle, bool leavesMore, IReadOnlyList<Change>? notes = null)
    {
        this.notes = notes ?? [];
        (Link, Read, ToSettle) = (link, read, toSettle);
        (this.state, this.restraints, this.plan, this.open, this.sending, this.leavesMore) = (state, restraints, plan, open, sending, leavesMore);

        // What cannot be told yet is asked again: it keeps its retry.
        settled.AddRange(open.Where(change => change.State is ChangeState.Done or ChangeState.Stale or ChangeState.Unknown or ChangeState.Sending));
    }

    public Link Link { get; }

    public BothSides Read { get; }

    /// <summary>Changes whose fate the reading has shown, to be stored before anything is sent.</summary>
    public IReadOnlyList<Change> ToSettle { get; }

    /// <summary>The link that a person's hangs below from now on; null keeps it.</summary>
    public long? ParentLinkId { get; set; }

    /// <summary>Why a side could not be reached while it was written.</summary>
    public ConnectorException? Failure { get; private set; }

    /// <summary>Ordered changes that no longer held.</summary>
    public int LeftAlone { get; private init; }

    public IEnumerable<Change> Done => settled.Where(change => change.State == ChangeState.Done);

    /// <summary>Pure.</summary>
    /// <param name="written">Changes that a round before this one has performed: they stand, whatever moved since.</param>
    public static DecidedLink Decide(
        LinkContext context, Link link, BothSides read, RecordState state, LinkIssues issues, IReadOnlySet<string> fedElsewhere, SyncOrder order,
        IReadOnlySet<long> written, DateTimeOffset now)
    {
        var found = SettleOpen(context, read, issues.Open);
        var restrained = Restraints.Of(issues, found, fedElsewhere, erpWaits: !read.Erp!.IsActive);
        if (order.Run is { IsDirected: true, Approved: { } ordered })
        {
            return Direct(context, link, read, state, restrained, found, [.. ordered[link.Id].Where(change => !written.Contains(change.Id))], now);
        }

        var decided = RecordPlanner.Plan(context.Rules, state, restrained, now, order.Run?.Resync);
        var planned = order.OnlyPending ? [] : decided.Writes.Select(write => ToChange(write, link, context, order, now)).ToList();
        var resend = found.Where(change => change.State == ChangeState.Planned);
        if (order.Run?.Approved is not { } ofRun)
        {
            return new DecidedLink(link, read, state, restrained, decided, found, [.. resend, .. planned], found, leavesMore: false);
        }

        var approved = ofRun[link.Id].Where(change => !written.Contains(change.Id)).ToList();
        // The fields of a group go over together: one that moved since it was approved holds the others back.
        var moved = planned.Where(write => !approved.Exists(change => SameWrite(write, change)))
            .Select(write => context.Rules.GroupOf(write.Pair)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var holds = approved.Where(change =>
            planned.Exists(write => SameWrite(write, change)) && !(context.Rules.GroupOf(change.Pair) is { } group && moved.Contains(group))).ToList();
        var dropped = approved.Except(holds).Select(change => change with { State = ChangeState.Dropped });
        return new DecidedLink(
            link, read, state, restrained, decided, found, [.. resend, .. holds], [.. found, .. dropped],
            leavesMore: planned.Any(write => !holds.Exists(change => SameWrite(write, change))));
    }

    private static DecidedLink Direct(
        LinkContext context, Link link, BothSides read, RecordState state, Restraints restrained, IReadOnlyList<Change> found, IReadOnlyList<Change> ordered, DateTimeOffset now)
    {
        var (holds, left) = Directed.WithWholeGroups(Directed.Judge(ordered, context.Rules, read, restrained.Pending), context.Rules, state);

        // A person has looked at what an interrupted write left.
        var looked = restrained with { Interrupted = restrained.Interrupted.Except(holds.Select(change => change.Pair)).ToHashSet() };
        return new DecidedLink(
            link, read, state, looked, RecordPlanner.Plan(context.Rules, state, looked, now), found,
            [.. found.Where(change => change.State == ChangeState.Planned), .. holds.Where(change => !Directed.IsNote(change))], [.. found, .. left], leavesMore: false,
            [.. holds.Where(Directed.IsNote).Select(change => change with { State = ChangeState.Done })])
        { LeftAlone = left.Count };
    }

    public IReadOnlyList<Change> ToSend(Side side) => [.. sending.Where(change => change.Side == side)];

    /// <summary>The link's base with what was performed, of the side before, too.</summary>
    public WrittenBase BaseWith(LinkContext context, IReadOnlyList<Change> performed) => new(
        Link.Id, SnapshotCodec.Encode(Bases.After(context.Rules, state, _ => false, [.. Done, .. performed])), context.Rules.Version);

    public void Take(SideResult result)
    {
        settled.AddRange(result.Changes);
        errors.AddRange(result.Errors);
        Failure ??= result.Failure;
    }

    public LinkOutcome ToOutcome(LinkContext context, SyncOrder order, DateTimeOffset now)
    {
        // A write that only missed its moment is planned anew by the next sync; one that may have arrived is settled by a read.
        var recorded = settled.Where(change => change.State != ChangeState.Stale || open.Any(before => before.Id == change.Id)).Concat(notes).ToList();
        var isWhole = !order.OnlyPending && order.Run is not { IsDirected: true };
        var outcome = Outcomes.Of(
            context, Link.Id, Read, state,
            index => plan.Decisions[index].Kind is DecisionKind.Agree || (isWhole && plan.Decisions[index].Kind is DecisionKind.Accept),
            recorded, errors, restraints, now) with
        { Changes = notes, IsWhole = isWhole, RunId = order.Run?.RunId, ParentLinkId = ParentLinkId };
        var misses = order.Run is { Approved: not null, IsDirected: false } && settled.Any(change => change.State == ChangeState.Stale && open.All(before => before.Id != change.Id));
        return leavesMore || misses ? outcome with { RetryAfter = outcome.RetryAfter ?? TimeSpan.Zero, RetriesWhole = true } : outcome;
    }

    /// <summary>
    /// Writes whose answer was lost are settled by what was read. An approved write that never left is sent again if the value it carries
    /// still stands; otherwise it is dropped and the planner decides.
    /// </summary>
    private static List<Change> SettleOpen(LinkContext context, BothSides read, IReadOnlyList<Change> open) =>
        [.. open.Select(change => Interrupted.Settle(change, context.Rules, read))
            .Select(change => StillStands(change, context, read) ? change : change with { State = ChangeState.Dropped })];

    private static bool StillStands(Change change, LinkContext context, BothSides read)
    {
        if (change.State != ChangeState.Planned)
        {
            return true;
        }

        var order = change.Side == Side.Crm ? context.Rules.ErpFields : context.Rules.CrmFields;
        var position = order.IndexOf(change.Side == Side.Crm ? change.Pair.Erp : change.Pair.Crm);
        return position >= 0 && string.Equals(read[change.Side.Other()]!.Values[position].Text, change.Source, StringComparison.Ordinal);
    }

    /// <summary>What was approved is this value in place of that one, and nothing else.</summary>
    private static bool SameWrite(Change one, Change other) =>
        one.Side == other.Side && one.Pair == other.Pair
        && string.Equals(one.Sent, other.Sent, StringComparison.Ordinal) && string.Equals(one.Old, other.Old, StringComparison.Ordinal);

    private static Change ToChange(PlannedWrite write, Link link, LinkContext context, SyncOrder order, DateTimeOffset now) => new(
        0, link.ConnectionId, link.Id, link.Entity, write.Target, write.Pair, write.Old, write.New, write.Source, null, ChangeState.Planned,
        order.Run?.Resync is null ? write.Cause : ChangeCauses.Resynced, null, order.User.Id, context.Rules.Version, now, write.ShownUntilDismissed, order.Run?.RunId);
}
