using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>Plans pages of what people ordered: choices in conflicts, and old values put back. It writes nothing.</summary>
public sealed class OrderPlanner(IOrderStore orders, ILinkStore links, IWriteStore writes, TimeProvider time)
{
    private static readonly IReadOnlySet<FieldPair> NoneWaits = new HashSet<FieldPair>();

    public async Task<PlannedPage> DecideAsync(Run run, RunCounts counts, SweptPage page, CancellationToken cancellationToken)
    {
        var ids = page.Links.Select(link => link.Id).ToList();
        var ordered = run.Subject switch
        {
            RunSubject.Undo undo => Taken(run, page, await orders.ListDoneAsync(undo, ids, cancellationToken)),
            RunSubject.Choices or RunSubject.GroupChoice => Chosen(
                run, page, (await links.FindAsync(ids, cancellationToken)).ToDictionary(link => link.Id), await writes.LoadIssuesAsync(ids, cancellationToken)),
            _ => throw new InvalidOperationException($"Run {run.Id} of kind {run.Kind} has no order."),
        };
        var targets = new List<long>();
        var clear = new List<long>();
        var changes = new List<Change>();
        for (var index = 0; index < page.Links.Count; index++)
        {
            var (link, read) = (page.Links[index], page.Read[index]);
            var (wanted, refused) = ordered.GetValueOrDefault(link.Id, ([], 0));
            var (holding, left) = read.Crm is null || read.Erp is null
                ? new Directed.Judged([], [.. wanted.Select(change => Directed.Leave(change, LeftAlone.Gone))])
                : Directed.Judge(wanted, page.Context.Rules, read, NoneWaits);
            (holding.Count > 0 ? targets : clear).Add(link.Id);
            changes.AddRange([.. holding, .. left]);
            counts = counts with
            {
                Decided = counts.Decided + 1,
                PlannedLinks = counts.PlannedLinks + (holding.Count > 0 ? 1 : 0),
                WritingLinks = counts.WritingLinks + (holding.Any(change => !Directed.IsNote(change)) ? 1 : 0),
                Blanked = counts.Blanked + holding.Count(change => change.Sent.Length == 0 && change.Old.Length > 0),
                LeftAlone = counts.LeftAlone + refused + left.Count,
            };
        }

        return new PlannedPage(targets, clear, changes, counts, page.Context.ActorType, page.Links.Count > 0 ? page.Links[^1].Id : 0, null);
    }

    private Dictionary<long, (IReadOnlyList<Change> Changes, int Refused)> Taken(Run run, SweptPage page, ILookup<long, Change> done) =>
        page.Links.ToDictionary(link => link.Id, link => (TakenBack(run, page, link, done[link.Id]), 0));

    /// <summary>Told of the record that has the link now: the one that was written may have been merged into it since.</summary>
    private IReadOnlyList<Change> TakenBack(Run run, SweptPage page, SweptLink link, IEnumerable<Change> done) =>
        [.. Directed.TakeBack(done, run.Id, run.UserId, run.MappingVersion, time.GetUtcNow())
            .Select(change => change with { Entity = new EntityRef(page.Context.Rules.EntityType, link.EntityId) })];

    private Dictionary<long, (IReadOnlyList<Change> Changes, int Refused)> Chosen(
        Run run, SweptPage page, Dictionary<long, Link> found, IReadOnlyDictionary<long, LinkIssues> issues)
    {
        var rows = (run.Subject as RunSubject.Choices)?.Rows.ToLookup(row => row.LinkId);
        var chosen = new Dictionary<long, (IReadOnlyList<Change>, int)>();
        foreach (var link in page.Links.Where(link => found.ContainsKey(link.Id)))
        {
            var open = issues.GetValueOrDefault(link.Id, LinkIssues.None).Conflicts;
            var decided = run.Subject is RunSubject.GroupChoice group ? OfGroup(group, open) : OfRows(rows![link.Id], open);
            var changes = new List<Change>();
            var left = run.Subject is RunSubject.GroupChoice ? 0 : rows![link.Id].Count() - decided.Count;
            foreach (var (conflict, choice) in decided)
            {
                var unit = Settle(run, page, found[link.Id], open, conflict, choice, other => IsSeen(run.Subject, link.Id, other));
                left += unit is null ? 1 : 0;
                changes.AddRange(unit ?? []);
            }

            chosen[link.Id] = ([.. changes.DistinctBy(change => change.Pair)], left);
        }

        return chosen;
    }

    private static IReadOnlyList<(FieldConflict Conflict, Choice Choice)> OfGroup(RunSubject.GroupChoice order, IReadOnlyList<FieldConflict> open) =>
        [.. open.Where(conflict => conflict.Pair == order.Group.Pair && conflict.Difference == order.Group.Difference && Stood(conflict, order.ShownAt))
            .Select(conflict => (conflict, order.Choice))];

    private static IReadOnlyList<(FieldConflict Conflict, Choice Choice)> OfRows(IEnumerable<ConflictChoice> rows, IReadOnlyList<FieldConflict> open) =>
        [.. rows.SelectMany(row => open.Where(conflict => conflict.Pair == row.Pair && conflict.Seen == row.Seen).Select(conflict => (conflict, row.Choice)))];

    /// <summary>A decision holds only for what it was made on, the rest of the address included.</summary>
    private static bool IsSeen(RunSubject? subject, long linkId, FieldConflict other) => subject switch
    {
        RunSubject.GroupChoice group => Stood(other, group.ShownAt),
        RunSubject.Choices choices => (choices.ShownAt is { } at && Stood(other, at)) || choices.Rows.Any(row => row.LinkId == linkId && row.Pair == other.Pair && row.Seen == other.Seen),
        _ => false,
    };

    private static bool Stood(FieldConflict conflict, DateTimeOffset at) => (conflict.ChangedAt ?? conflict.Since) <= at;

    /// <summary>With the other conflicts of its group, for half an address from each side is none; null when one of them was not seen or cannot go over.</summary>
    private List<Change>? Settle(
        Run run, SweptPage page, Link link, IReadOnlyList<FieldConflict> open, FieldConflict conflict, Choice choice, Func<FieldConflict, bool> isSeen)
    {
        var group = page.Context.Rules.Find(conflict.Pair)?.Mapping.Group;
        var unit = open.Where(other => other.Pair == conflict.Pair || (group is not null && page.Context.Rules.Find(other.Pair)?.Mapping.Group == group)).ToList();
        if (unit.Exists(other => other.Pair != conflict.Pair && !isSeen(other)))
        {
            return null;
        }

        var changes = unit.Select(one => page.Context.Rules.Find(one.Pair) is { } rule
            ? Directed.Settle(link, rule, one, choice, run.Id, run.UserId, run.MappingVersion, time.GetUtcNow())
            : null).ToList();
        return changes.Contains(null) ? null : changes.OfType<Change>().ToList();
    }
}
