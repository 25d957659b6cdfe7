using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.DryRuns;

/// <summary>
/// Tries a draft on every link and stores what would become of it; it writes to neither system and to no link. What was last agreed is taken from the
/// links' own bases, "as of the last sync"; fields without one are read, page by page, at the pace the ERP allows.
/// </summary>
public sealed class DryRunner(
    IMappingStore mappings, IConnectionStore connections, ISweepStore sweep, IDryRunStore findings, IWriteStore writes, Feeders feeders, SideReader reader,
    ErpSessions sessions, ICrm crm, TimeProvider time)
{
    private const int PageSize = 4000;

    /// <summary>The counts at its end; null when someone asked to stop, or the draft is another one by now.</summary>
    public async Task<RunCounts?> TryAsync(Lease lease, Run run, Connection connection, CancellationToken cancellationToken)
    {
        if (run.Subject is not RunSubject.DryRun order
            || await mappings.FindDraftAsync(connection.Id, cancellationToken) is not { } draft || draft.RowVersion != order.Draft)
        {
            return null;
        }

        await findings.ForgetOthersAsync(connection.Id, run.Id, cancellationToken);
        var described = await sessions.DescribeAsync(connection, orStored: true, cancellationToken);
        var counts = run.Counts with { Total = run.Counts.Total ?? await sweep.CountAsync(connection.Id, cancellationToken) };
        var isBehind = run.AtType != ActorType.None;
        foreach (var mapping in draft.Document.Actors.Where(mapping => mapping.Enabled))
        {
            if ((isBehind && mapping.Actor != run.AtType) || described.Find(mapping.Actor) is not { } actor)
            {
                continue;
            }

            var rules = new RecordRules(mapping, TrialRules.Version, actor, await crm.DescribeAsync(EntityTypes.For(mapping.Actor), cancellationToken));
            if (await StreamAsync(lease, run, new TrialRules(connection, rules), isBehind ? run.LastLinkId : 0, counts, connection, cancellationToken) is not { } after)
            {
                return null;
            }

            (counts, isBehind) = (after, false);
        }

        return counts with { Total = counts.Decided };
    }

    private async Task<RunCounts?> StreamAsync(
        Lease lease, Run run, TrialRules trial, long after, RunCounts counts, Connection connection, CancellationToken cancellationToken)
    {
        while (await sweep.ReadAsync(connection.Id, trial.Rules.Mapping.Actor, after, PageSize, cancellationToken) is { Count: > 0 } links)
        {
            var found = new List<Finding>();
            counts = await DecideAsync(connection, trial, links, counts, found, cancellationToken);
            after = links[^1].Id;
            if (!await findings.SavePageAsync(lease, run, found, counts, trial.Rules.Mapping.Actor, after, cancellationToken))
            {
                return null;
            }
        }

        return counts;
    }

    private async Task<RunCounts> DecideAsync(
        Connection connection, TrialRules trial, IReadOnlyList<SweptLink> links, RunCounts counts, List<Finding> found, CancellationToken cancellationToken)
    {
        var rules = trial.Rules;
        var issues = await writes.LoadIssuesAsync([.. links.Select(link => link.Id)], cancellationToken);
        var fed = await feeders.LoadAsync(connection, [.. links.Select(link => new EntityRef(rules.EntityType, link.EntityId))], cancellationToken);
        var states = new RecordState[links.Count];
        var unanswered = new bool[links.Count][];
        var wanted = new bool[rules.Fields.Count];
        var bases = new StoredBases(connections, connection.Id, rules);
        for (var at = 0; at < states.Length; at++)
        {
            var known = await bases.OfAsync(links[at], cancellationToken);
            states[at] = AsAgreed(rules, known, issues.GetValueOrDefault(links[at].Id, LinkIssues.None));
            unanswered[at] = trial.Unanswered(known, issues.GetValueOrDefault(links[at].Id, LinkIssues.None));
            for (var index = 0; index < wanted.Length; index++)
            {
                wanted[index] |= unanswered[at][index];
            }
        }

        if (Array.Exists(wanted, one => one))
        {
            await ReadAsync(trial.Of(wanted), links, states, unanswered, cancellationToken);
        }

        var now = time.GetUtcNow();
        for (var at = 0; at < states.Length; at++)
        {
            var restraints = Restraints.None with { FedElsewhere = fed.GetValueOrDefault(new EntityRef(rules.EntityType, links[at].EntityId), Feeders.None) };
            var first = found.Count;
            FindingReader.Read(links[at].Id, rules, states[at], RecordPlanner.Plan(rules, states[at], restraints, now), found);
            counts = FindingReader.Add(counts, found.Skip(first));
        }

        return counts;
    }

    /// <summary>Both sides as they were last agreed; where a conflict is open, as it was found.</summary>
    private static RecordState AsAgreed(RecordRules rules, BasePair?[] bases, LinkIssues issues)
    {
        var (ofCrm, ofErp) = (new FieldValue[bases.Length], new FieldValue[bases.Length]);
        for (var index = 0; index < bases.Length; index++)
        {
            if (bases[index] is { } agreed)
            {
                (ofCrm[index], ofErp[index]) = (FieldValue.Of(agreed.Crm), FieldValue.Of(agreed.Erp));
            }
        }

        foreach (var conflict in issues.Conflicts)
        {
            var index = Index(rules, conflict.Pair);
            if (index >= 0)
            {
                (ofCrm[index], ofErp[index]) = (FieldValue.Of(conflict.Crm), FieldValue.Of(conflict.Erp));
            }
        }

        return new RecordState(ofCrm, ofErp, bases);
    }

    private static int Index(RecordRules rules, FieldPair pair)
    {
        for (var index = 0; index < rules.Fields.Count; index++)
        {
            if (rules.Fields[index].Pair == pair)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Reads what the bases do not answer, of the links that need it.</summary>
    private async Task ReadAsync(TrialRules.Live live, IReadOnlyList<SweptLink> links, RecordState[] states, bool[][] unanswered, CancellationToken cancellationToken)
    {
        var read = Enumerable.Range(0, links.Count).Where(at => Array.Exists(unanswered[at], one => one)).ToList();
        var type = live.Context.Rules.EntityType;
        var both = await reader.ReadAsync(live.Context, [.. read.Select(at => new RecordPair(new EntityRef(type, links[at].EntityId), links[at].ErpKey))], cancellationToken);
        for (var of = 0; of < read.Count; of++)
        {
            var (state, open) = (states[read[of]], unanswered[read[of]]);
            for (var field = 0; field < live.Indexes.Length; field++)
            {
                var index = live.Indexes[field];
                if (open[index])
                {
                    // Whichever side is not there leaves its fields unread.
                    (state.Crm[index], state.Erp[index]) = (both[of].Crm?.Values[field] ?? FieldValue.NotRead, both[of].Erp?.Values[field] ?? FieldValue.NotRead);
                }
            }
        }
    }

    /// <summary>Bases as stored under any version, in the order of the draft's rules; where each stands is found once per version.</summary>
    private sealed class StoredBases(IConnectionStore connections, Guid connectionId, RecordRules rules)
    {
        private readonly Dictionary<int, (int Count, int[] Places)> places = [];
        private BasePair?[] buffer = [];

        public async ValueTask<BasePair?[]> OfAsync(SweptLink link, CancellationToken cancellationToken)
        {
            if (!places.TryGetValue(link.SnapshotMapping, out var place))
            {
                var document = await connections.GetMappingAsync(connectionId, link.SnapshotMapping, cancellationToken);
                var stored = document.Actors.FirstOrDefault(mapping => mapping.Actor == rules.Mapping.Actor)?.Pairs.ToList() ?? [];
                places[link.SnapshotMapping] = place =
                    (stored.Count, [.. rules.Fields.Select(rule => stored.FindIndex(pair => pair.Pair == rule.Pair && pair.Type == rule.Mapping.Type))]);
            }

            if (buffer.Length != place.Count)
            {
                buffer = new BasePair?[place.Count];
            }

            Array.Clear(buffer);
            SnapshotCodec.Decode(link.Snapshot, buffer);
            var bases = new BasePair?[rules.Fields.Count];
            for (var index = 0; index < bases.Length; index++)
            {
                bases[index] = place.Places[index] < 0 ? null : buffer[place.Places[index]];
            }

            return bases;
        }
    }
}
