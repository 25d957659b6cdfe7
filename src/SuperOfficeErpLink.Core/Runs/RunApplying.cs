using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>The second half of a run: deals with what was planned, batch by batch, under claims. What no longer holds is not written.</summary>
public sealed class RunApplying(ILinkStore links, IRunStore runs, LinkSync sync, Claims claims)
{
    /// <summary>
    /// The connector says how many records it writes well in one call; more than this are never held at once: a crash may repeat so many writes with
    /// equal values, a user may have to wait for so many, and their claims must outlast them.
    /// </summary>
    private const int MostAtOnce = 200;

    private const int BatchesAhead = 10;

    /// <summary>True when all is done; false when someone asked to stop.</summary>
    /// <exception cref="ConnectorException">A system cannot be reached: what is left stands where it was.</exception>
    public async Task<(RunCounts Counts, bool Finished)> ApplyAsync(
        Lease lease, Run run, Connection connection, RunCounts counts, int batchLimit, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(batchLimit, 1, MostAtOnce);
        while (await runs.NextTargetsAsync(run.Id, size * BatchesAhead, cancellationToken) is { Count: > 0 } targets)
        {
            foreach (var batch in targets.Chunk(size))
            {
                if (await runs.IsCancelRequestedAsync(run.Id, cancellationToken))
                {
                    return (counts, false);
                }

                counts = await BatchAsync(lease, run, connection, batch, counts, cancellationToken);
            }
        }

        return (counts, true);
    }

    private async Task<RunCounts> BatchAsync(
        Lease lease, Run run, Connection connection, IReadOnlyList<long> targets, RunCounts counts, CancellationToken cancellationToken)
    {
        var found = await links.FindAsync(targets, cancellationToken);
        var taken = await claims.TryTakeAsync([.. found.Select(link => link.Entity).Distinct()], UserContext.System.Name, lease, run.Id, cancellationToken);
        try
        {
            var held = taken.Select(claim => claim.Entity).ToHashSet();
            var mine = found.Where(link => held.Contains(link.Entity)).Select(link => link.Id).ToList();
            var order = new SyncOrder(new UserContext(run.UserId, run.UserName, false, []),
                Run: new RunOrder(run.Id, await runs.ListPlannedAsync(run.Id, mine, cancellationToken), run.Kind.IsDirected(), run.Resync));
            var results = await sync.RunAsync(new Fence(taken, lease), connection, mine, order, cancellationToken);

            var busy = found.Where(link => !held.Contains(link.Entity)).Select(link => link.Id).ToList();
            return await AdvanceAsync(lease, run, targets, busy, results, counts, cancellationToken);
        }
        finally
        {
            await claims.ReleaseAsync(taken);
        }
    }

    private async Task<RunCounts> AdvanceAsync(
        Lease lease, Run run, IReadOnlyList<long> targets, List<long> busy, IReadOnlyDictionary<long, SyncResult> results, RunCounts counts,
        CancellationToken cancellationToken)
    {
        var done = new List<long>();
        var later = new List<long>(busy);
        ConnectorException? failure = null;
        foreach (var id in targets.Except(busy))
        {
            switch (results.GetValueOrDefault(id))
            {
                case SyncResult.Busy:
                    later.Add(id);
                    break;
                case SyncResult.Unreachable unreachable:
                    failure ??= unreachable.Failure;
                    break;
                case SyncResult.Synced synced:
                    done.Add(id);
                    counts = counts with
                    {
                        ToErp = counts.ToErp + synced.ToErp,
                        ToCrm = counts.ToCrm + synced.ToCrm,
                        Conflicts = counts.Conflicts + synced.Conflicts,
                        Problems = counts.Problems + synced.Problems,
                        LeftAlone = counts.LeftAlone + synced.LeftAlone,
                    };
                    break;
                case SyncResult.Gone:
                    done.Add(id);
                    counts = counts with { Problems = counts.Problems + 1 };
                    break;
                default:
                    // Disconnected since it was planned.
                    done.Add(id);
                    break;
            }
        }

        counts = counts with { WrittenLinks = counts.WrittenLinks + done.Count + later.Count, Waiting = counts.Waiting + later.Count };
        await runs.AdvanceAsync(lease, run, new AppliedBatch(done, later, counts), cancellationToken);
        return failure is null ? counts : throw failure;
    }
}
