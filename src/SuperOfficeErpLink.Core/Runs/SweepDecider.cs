using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>A page of links with both sides as read, in the same order.</summary>
public sealed record SweptPage(LinkContext Context, IReadOnlyList<SweptLink> Links, IReadOnlyList<BothSides> Read);

/// <summary>Reads and decides pages of links for a run. It writes nothing.</summary>
public sealed class SweepDecider(LinkContexts contexts, SideReader reader, IWriteStore writes, Feeders feeders, PersonFamilies families, Approvals approvals, TimeProvider time)
{
    private static readonly IReadOnlySet<long> NoLinks = new HashSet<long>();

    public async Task<SweptPage> ReadAsync(LinkContext context, IReadOnlyList<SweptLink> links, CancellationToken cancellationToken)
    {
        var pairs = new RecordPair[links.Count];
        for (var index = 0; index < pairs.Length; index++)
        {
            pairs[index] = new RecordPair(new EntityRef(context.Rules.EntityType, links[index].EntityId), links[index].ErpKey);
        }

        return new SweptPage(context, links, await reader.ReadAsync(context, pairs, cancellationToken));
    }

    /// <summary>The page with the run's counts carried on; what nobody touched costs no more than the reading.</summary>
    public async Task<PlannedPage> DecideAsync(Run run, RunCounts counts, SweptPage page, CancellationToken cancellationToken)
    {
        var (context, links, read) = page;
        var issues = await writes.LoadIssuesAsync([.. links.Select(link => link.Id)], cancellationToken);
        var fed = await feeders.LoadAsync(context.Connection, [.. links.Select(link => new EntityRef(context.Rules.EntityType, link.EntityId))], cancellationToken);

        // Both feeds name a person that moved; a run over everything leaves whose company changed to them.
        var together = await families.FindTogetherAsync(
            context, run.Kind == RunKind.Changes ? [.. links.Select((link, at) => new PersonUnder(link.Id, new EntityRef(context.Rules.EntityType, link.EntityId), link.ParentLinkId, read[at].Erp))] : [],
            cancellationToken);
        var targets = new List<long>();
        var clear = new List<long>();
        var changes = new List<Change>();
        var verdicts = new List<(long LinkId, LinkVerdict Verdict)>();
        var untouched = 0;
        for (var index = 0; index < links.Count; index++)
        {
            var link = links[index];
            var verdict = await JudgeAsync(run, context, link, read[index], issues, fed, cancellationToken);
            verdict = together.ContainsKey(link.Id) ? verdict with { IsTarget = true } : verdict;
            if (ReferenceEquals(verdict, LinkVerdict.Untouched))
            {
                untouched++;
                clear.Add(link.Id);
                continue;
            }

            (verdict.IsTarget ? targets : clear).Add(link.Id);
            changes.AddRange(verdict.Writes.Select(write => ToChange(run, context, link, write)));
            verdicts.Add((link.Id, verdict));
        }

        var approved = context.Connection.ApprovedRunId is { } shown ? await approvals.FindAsync(shown, changes, cancellationToken) : NoLinks;
        counts = verdicts.Aggregate(counts, (sum, one) => Add(sum, one.Verdict, approved.Contains(one.LinkId)));
        counts = counts with { Decided = counts.Decided + untouched };
        return new PlannedPage(targets, clear, changes, counts, context.ActorType, links.Count > 0 ? links[^1].Id : 0, null);
    }

    private async ValueTask<LinkVerdict> JudgeAsync(
        Run run, LinkContext context, SweptLink link, BothSides both, IReadOnlyDictionary<long, LinkIssues> issues,
        IReadOnlyDictionary<EntityRef, IReadOnlySet<string>> fed, CancellationToken cancellationToken)
    {
        var known = issues.GetValueOrDefault(link.Id, LinkIssues.None);
        if (both.Crm is null || both.Erp is null)
        {
            return LinkVerdict.Missing(context, link.Id, both, known, link.IsDue, time.GetUtcNow());
        }

        if (!link.IsDue && run.Resync is null && ReferenceEquals(known, LinkIssues.None) && link.SnapshotMapping == context.Rules.Version
            && SnapshotCodec.IsExactly(link.Snapshot, both.Crm.Values, both.Erp.Values))
        {
            return LinkVerdict.Untouched;
        }

        var bases = await contexts.BasesAsync(context.Connection.Id, link.Snapshot, link.SnapshotMapping, context.Rules, cancellationToken, both);
        var state = new RecordState(both.Crm.Values, both.Erp.Values, bases);
        return ReturnedActor.IsDoubtful(context.Rules, state, known) ? LinkVerdict.Doubtful(known) : LinkVerdict.Of(
            context.Rules, state, known,
            fed.GetValueOrDefault(new EntityRef(context.Rules.EntityType, link.EntityId), Feeders.None), erpWaits: !both.Erp.IsActive, link.IsDue, run.Resync,
            time.GetUtcNow());
    }

    /// <summary>Conflicts and problems of targets are counted when they have been dealt with.</summary>
    private static RunCounts Add(RunCounts counts, LinkVerdict verdict, bool isApproved) => counts with
    {
        Decided = counts.Decided + 1,
        PlannedLinks = counts.PlannedLinks + (verdict.IsTarget ? 1 : 0),
        WritingLinks = counts.WritingLinks + (verdict.Writes.Count > 0 ? 1 : 0),
        Approved = counts.Approved + (isApproved ? 1 : 0),
        Blanked = counts.Blanked + (isApproved ? 0 : verdict.Writes.Count(write => write.New.Length == 0 && write.Old.Length > 0)),
        Gone = counts.Gone + (verdict is { IsGone: true, IsTarget: true } ? 1 : 0),
        Conflicts = counts.Conflicts + (verdict.IsTarget ? 0 : verdict.Conflicts),
        Problems = counts.Problems + (verdict.IsTarget ? 0 : verdict.Problems),
    };

    private Change ToChange(Run run, LinkContext context, SweptLink link, PlannedWrite write) => new(
        0, run.ConnectionId, link.Id, new EntityRef(context.Rules.EntityType, link.EntityId), write.Target, write.Pair, write.Old, write.New, write.Source, null,
        ChangeState.Planned, run.Resync is null ? write.Cause : ChangeCauses.Resynced, null, run.UserId, context.Rules.Version, time.GetUtcNow(), write.ShownUntilDismissed, run.Id);
}
