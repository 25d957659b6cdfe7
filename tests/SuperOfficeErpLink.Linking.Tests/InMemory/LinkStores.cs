using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests.InMemory;

internal sealed class MemoryLinks(Tables tables) : ILinkStore, IParentLinks
{
    public Task<IReadOnlyList<Link>> ListAsync(EntityRef entity, CancellationToken cancellationToken) => ListAsync([entity], cancellationToken);

    public Task<IReadOnlyList<Link>> ListAsync(IReadOnlyList<EntityRef> entities, CancellationToken cancellationToken) =>
        WhereAsync(link => entities.Contains(link.Entity));

    public Task<Link?> FindAsync(long linkId, CancellationToken cancellationToken) => tables.ReadAsync(rows => rows.Links.GetValueOrDefault(linkId));

    public Task<IReadOnlyList<Link>> FindAsync(IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken) => WhereAsync(link => linkIds.Contains(link.Id));

    /// <summary>Ended operations are not kept here.</summary>
    public Task<string?> FindMarkAsync(Link link, CancellationToken cancellationToken) =>
        tables.ReadAsync(rows => rows.Operations.Values.FirstOrDefault(open => open.Operation.LinkId == link.Id)?.Operation.Part.Mark);

    public async Task<IReadOnlyDictionary<string, EntityRef>> FindHoldersAsync(
        Guid connectionId, string keySpace, IReadOnlyCollection<string> erpKeys, CancellationToken cancellationToken) =>
        (await WhereAsync(link => link.ConnectionId == connectionId && link.KeySpace == keySpace && erpKeys.Contains(link.ErpKey)))
            .ToDictionary(link => link.ErpKey, link => link.Entity, StringComparer.Ordinal);

    public async Task<IReadOnlyList<EntityRef>> ListChildrenAsync(long linkId, CancellationToken cancellationToken) =>
        [.. (await WhereAsync(link => link.ParentLinkId == linkId)).Select(link => link.Entity)];

    public async Task<IReadOnlySet<long>> FindLinkedAsync(Guid connectionId, EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        (await WhereAsync(link => link.ConnectionId == connectionId && link.Entity.Type == type && ids.Contains(link.Entity.Id))).Select(link => link.Entity.Id).ToHashSet();

    public Task SaveShownAsync(long linkId, ShownActor shown, CancellationToken cancellationToken) => tables.InAsync(null, () =>
    {
        if (tables.Now.Links.GetValueOrDefault(linkId) is { } link)
        {
            tables.Put(link with { LastShown = shown });
        }
    });

    /// <summary>No company has persons here.</summary>
    public Task<Link?> FindAsync(EntityRef entity, Guid connectionId, CancellationToken cancellationToken) => Task.FromResult<Link?>(null);

    private Task<IReadOnlyList<Link>> WhereAsync(Func<Link, bool> which) => tables.ReadAsync<IReadOnlyList<Link>>(rows => [.. rows.Links.Values.Where(which)]);
}

internal sealed class MemoryDrafts(Tables tables) : IDraftStore
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    public Task<StoredDraft?> FindAsync(string userId, EntityRef entity, CancellationToken cancellationToken) => tables.ReadAsync(rows => Find(rows, userId, entity));

    public Task<IReadOnlySet<long>> FindDraftedAsync(string userId, EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        tables.ReadAsync<IReadOnlySet<long>>(rows => ids.Where(id => Find(rows, userId, new EntityRef(type, id)) is not null).ToHashSet());

    public Task<bool> TryReplaceAsync(string userId, EntityRef entity, Guid? seen, Draft draft, CancellationToken cancellationToken) => tables.InAsync(null, () =>
    {
        if (Find(tables.Now, userId, entity)?.Token != seen)
        {
            return false;
        }

        Put(userId, entity, draft);
        return true;
    });

    public Task RemoveAsync(string userId, EntityRef entity, CancellationToken cancellationToken) => tables.InAsync(null, () => Put(userId, entity, Draft.Empty));

    /// <summary>Part of a Save's transaction; what the user has decided since is not what was saved.</summary>
    internal void RemovePart(string userId, EntityRef entity, DraftConnection part)
    {
        if (Find(tables.Now, userId, entity) is { } stored && stored.Draft.Find(part.ConnectionId) == part)
        {
            Put(userId, entity, stored.Draft.With(part.ConnectionId, null));
        }
    }

    internal StoredDraft? Find(Rows rows, string userId, EntityRef entity) =>
        rows.Drafts.TryGetValue((userId, entity), out var stored) && stored.Expires > tables.Time ? stored.Draft : null;

    private void Put(string userId, EntityRef entity, Draft draft) => tables.Now = tables.Now with
    {
        Drafts = draft.IsEmpty
            ? tables.Now.Drafts.Remove((userId, entity))
            : tables.Now.Drafts.SetItem((userId, entity), (new StoredDraft(draft, Guid.NewGuid()), tables.Time + KeptFor)),
    };
}

internal sealed class MemoryWrites(Tables tables) : IWriteStore
{
    public Task<IReadOnlyList<Change>> StartAsync(Fence fence, IReadOnlyList<Change> changes, CancellationToken cancellationToken) =>
        tables.InAsync<IReadOnlyList<Change>>(fence, () =>
        {
            foreach (var id in changes.Select(change => change.OperationId).OfType<Guid>().Distinct())
            {
                if (tables.Now.Operations.GetValueOrDefault(id) is { } open)
                {
                    tables.Put(open with { Operation = open.Operation with { Step = OperationStep.Checked } });
                }
            }

            return [.. changes.Select(Start)];
        });

    public Task SettleAsync(Fence fence, IReadOnlyList<Change> changes, IReadOnlyList<WrittenBase> bases, CancellationToken cancellationToken) => tables.InAsync(fence, () =>
    {
        tables.Settle(changes);
        foreach (var written in bases)
        {
            if (tables.Now.Links.GetValueOrDefault(written.LinkId) is { } link && !(link.SnapshotMapping == written.MappingVersion && link.Snapshot.AsSpan().SequenceEqual(written.Snapshot)))
            {
                tables.Put(link with { Snapshot = written.Snapshot, SnapshotMapping = written.MappingVersion, RowVersion = link.RowVersion + 1 });
            }
        }
    });

    public Task RecordAsync(Fence fence, IReadOnlyList<LinkOutcome> outcomes, CancellationToken cancellationToken) =>
        tables.InAsync(fence, () => outcomes.ToList().ForEach(outcome => MemoryOutcomes.Apply(tables, outcome)));

    public async Task<IReadOnlyList<Change>> ListOpenAsync(long linkId, CancellationToken cancellationToken) => (await OneAsync(linkId)).Open;

    public async Task<IReadOnlyList<FieldConflict>> ListConflictsAsync(long linkId, CancellationToken cancellationToken) => (await OneAsync(linkId)).Conflicts;

    public async Task<IReadOnlyList<FieldProblem>> ListProblemsAsync(long linkId, CancellationToken cancellationToken) => (await OneAsync(linkId)).Problems;

    public Task<IReadOnlyDictionary<long, LinkIssues>> LoadIssuesAsync(IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken) =>
        tables.ReadAsync<IReadOnlyDictionary<long, LinkIssues>>(rows =>
        {
            // Changes of an open Save belong to it, and what a run has planned to that run.
            var open = rows.Changes.Values.Where(change => Tables.IsOpen(change.State)
                && (change.State != ChangeState.Planned || !IsOpenRun(rows, change.RunId))
                && !(change.OperationId is { } id && rows.Operations.ContainsKey(id))).ToLookup(change => change.LinkId ?? 0);
            return linkIds.Where(id => open.Contains(id) || rows.Conflicts.ContainsKey(id) || rows.Problems.ContainsKey(id)).ToDictionary(
                id => id, id => new LinkIssues([.. open[id]], rows.Conflicts.GetValueOrDefault(id, []), rows.Problems.GetValueOrDefault(id, [])));
        });

    public Task<IReadOnlyList<Change>> ListReplacedEditsAsync(EntityRef entity, CancellationToken cancellationToken) => tables.ReadAsync<IReadOnlyList<Change>>(rows =>
        [.. rows.Changes.Values.Where(change => change.Entity == entity && change is { ShownUntilDismissed: true, State: ChangeState.Done }).Reverse().Take(20)]);

    public Task DismissAsync(EntityRef entity, long changeId, CancellationToken cancellationToken) => tables.InAsync(
        null, () => tables.Each(change => change.Id == changeId && change.Entity == entity, change => change with { ShownUntilDismissed = false }));

    public Task PostponeAsync(long linkId, CancellationToken cancellationToken) => tables.InAsync(null, () =>
    {
        if (tables.Now.Retries.GetValueOrDefault(linkId) is { } retry)
        {
            var again = retry with { Attempts = retry.Attempts + 1, Due = tables.Time + Outcomes.RetryAfter(retry.Attempts + 1) };
            tables.Now = tables.Now with { Retries = tables.Now.Retries.SetItem(linkId, again) };
        }
    });

    public Task<DateTimeOffset?> FindNextTryAsync(long linkId, CancellationToken cancellationToken) => tables.ReadAsync(rows => rows.Retries.GetValueOrDefault(linkId)?.Due);

    public async Task<IReadOnlyList<long>> ListDueRetriesAsync(int atMost, CancellationToken cancellationToken)
    {
        var due = await tables.ReadAsync(rows => rows.Retries.Where(retry => retry.Value.Due <= tables.Time).OrderBy(retry => retry.Value.Due).ToList());
        var issues = await LoadIssuesAsync([.. due.Select(retry => retry.Key)], cancellationToken);
        return [.. due.Where(retry => !retry.Value.WholeRecord || issues.GetValueOrDefault(retry.Key, LinkIssues.None).Open.Count > 0).Select(retry => retry.Key).Take(atMost)];
    }

    private async Task<LinkIssues> OneAsync(long linkId) => (await LoadIssuesAsync([linkId], CancellationToken.None)).GetValueOrDefault(linkId, LinkIssues.None);

    private static bool IsOpenRun(Rows rows, long? runId) => runId is { } id && rows.Runs.GetValueOrDefault(id) is { Ended: null };

    private Change Start(Change change)
    {
        var known = tables.Now.Changes.GetValueOrDefault(change.Id) ?? change with { Id = tables.NewId() };
        var started = known with { State = ChangeState.Sending, Old = change.Old, Source = change.Source, At = tables.Time };
        tables.Put(started);
        return started;
    }
}

/// <summary>What syncing or saving a link leaves behind, as part of a transaction.</summary>
internal static class MemoryOutcomes
{
    /// <summary>Of a link that is gone by now nothing is kept.</summary>
    public static void Apply(Tables tables, LinkOutcome outcome)
    {
        if (tables.Now.Links.GetValueOrDefault(outcome.LinkId) is not { } link)
        {
            return;
        }

        if (outcome.Bases is { } bases && SnapshotCodec.Encode(bases) is var snapshot
            && (link.SnapshotMapping != outcome.MappingVersion || !snapshot.AsSpan().SequenceEqual(link.Snapshot)))
        {
            link = link with { Snapshot = snapshot, SnapshotMapping = outcome.MappingVersion, RowVersion = link.RowVersion + 1 };
        }

        tables.Put(link with { CheckedAt = outcome.At });
        tables.Settle(outcome.Changes);
        tables.Now = tables.Now with
        {
            Conflicts = outcome.Conflicts.Count == 0 ? tables.Now.Conflicts.Remove(link.Id) : tables.Now.Conflicts.SetItem(link.Id, [.. outcome.Conflicts.Select(Since)]),
            Problems = outcome.Problems.Count == 0 ? tables.Now.Problems.Remove(link.Id) : tables.Now.Problems.SetItem(link.Id, [.. outcome.Problems.Select(Known)]),
            Retries = Retries(tables, outcome),
        };

        // When it was found, and when it got the values it has.
        FieldConflict Since(FieldConflict conflict) => tables.Now.Conflicts.GetValueOrDefault(link.Id, []).Find(one => one.Pair == conflict.Pair) is { } known
            ? conflict with { Since = known.Since, ChangedAt = known.Crm == conflict.Crm && known.Erp == conflict.Erp ? known.ChangedAt : outcome.At }
            : conflict with { ChangedAt = outcome.At };

        // A refusal is remembered until what was refused has changed.
        FieldProblem Known(FieldProblem problem) => problem with
        {
            ParkedHash = problem.ParkedHash
                ?? tables.Now.Problems.GetValueOrDefault(link.Id, []).FirstOrDefault(one => one.Pair == problem.Pair && one.CauseKey == problem.CauseKey)?.ParkedHash,
        };
    }

    /// <summary>With all that hangs on it.</summary>
    public static void Forget(Tables tables, long linkId)
    {
        tables.Each(change => change.LinkId == linkId && Tables.IsOpen(change.State), change => change with { State = ChangeState.Dropped });
        tables.Now = tables.Now with
        {
            Links = tables.Now.Links.Remove(linkId),
            Conflicts = tables.Now.Conflicts.Remove(linkId),
            Problems = tables.Now.Problems.Remove(linkId),
            Retries = tables.Now.Retries.Remove(linkId),
        };
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<long, Retry> Retries(Tables tables, LinkOutcome outcome)
    {
        var before = tables.Now.Retries.GetValueOrDefault(outcome.LinkId);
        if (outcome.RetryAfter is not { } after)
        {
            return before is not null && (outcome.IsWhole || !before.WholeRecord) ? tables.Now.Retries.Remove(outcome.LinkId) : tables.Now.Retries;
        }

        var attempts = (before?.Attempts ?? -1) + 1;
        return tables.Now.Retries.SetItem(outcome.LinkId, new Retry(
            outcome.ConnectionId, outcome.At + (after == TimeSpan.Zero ? after : Outcomes.RetryAfter(attempts)), attempts,
            outcome.RetriesWhole || (before is { WholeRecord: true } && !outcome.IsWhole)));
    }
}
