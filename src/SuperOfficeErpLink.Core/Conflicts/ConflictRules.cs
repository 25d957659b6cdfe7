using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Conflicts;

/// <summary>A rule that would settle conflicts of a field from now on: exactly one is given.</summary>
public sealed record NewRule(OnConflict? Policy = null, Normaliser? Normaliser = null)
{
    public FieldMapping On(FieldMapping mapping) => Policy is { } policy
        ? mapping with { OnConflict = policy }
        : mapping with { Normaliser = Normaliser ?? mapping.Normaliser };
}

/// <param name="AtLeast">There are more than were tried.</param>
public readonly record struct RuleCount(int Count, bool AtLeast);

/// <param name="Settles">How many of the group's open conflicts it would settle.</param>
/// <param name="Others">How many besides those: a rule is the field's, or its whole group of fields', and knows no kind of difference.</param>
public sealed record RuleOffer(NewRule Rule, RuleCount Settles, RuleCount Others);

/// <summary>What an administrator can make the rule instead of deciding the same conflict again and again.</summary>
public sealed class ConflictRules(
    IConnectionStore connections, IConflictStore conflicts, ISweepStore sweep, LinkContexts contexts, RunOrders orders, TimeProvider time)
{
    /// <summary>So many conflicts of the group are tried, and as many others.</summary>
    public const int MostTried = 5000;

    private const int Batch = 500;

    /// <summary>Rules that settle some of the group, by how many; the open conflicts are tried, none is changed.</summary>
    public async Task<IReadOnlyList<RuleOffer>> OfferAsync(UserContext user, ConflictGroup group, CancellationToken cancellationToken, int mostTried = MostTried)
    {
        var connection = await DemandAsync(user, group, cancellationToken);
        NewRule[] candidates =
        [
            .. Differences.NormaliserFor(group.Difference) is { } normaliser ? [new NewRule(Normaliser: normaliser)] : Array.Empty<NewRule>(),
            new NewRule(Policy: OnConflict.CrmWins), new NewRule(Policy: OnConflict.ErpWins),
        ];
        if ((await contexts.FindAsync(connection, group.Type, orStored: true, cancellationToken))?.Rules is not { } rules || rules.Find(group.Pair) is null)
        {
            return [];
        }

        var groups = (await conflicts.ListGroupsAsync([connection.Id], null, cancellationToken)).Select(count => count.Group).Where(other => other.Type == group.Type && other != group);
        var settled = await TryAsync(rules, group.Pair, candidates, [group], mostTried, cancellationToken);
        var others = await TryAsync(rules, group.Pair, candidates, groups, mostTried, cancellationToken);
        return [.. candidates.Select((candidate, index) => new RuleOffer(candidate, settled[index], others[index])).Where(offer => offer.Settles.Count > 0).OrderByDescending(offer => offer.Settles.Count)];
    }

    /// <summary>
    /// Publishes the connection's configuration with that one change as its next version, and lets a run go over the group's records at once. What else it
    /// settles is due for the next run, which shows its list before it writes. False when the configuration has changed since it was looked at.
    /// </summary>
    public async Task<bool> PublishAsync(UserContext user, ConflictGroup group, NewRule rule, int seenVersion, CancellationToken cancellationToken)
    {
        var connection = await DemandAsync(user, group, cancellationToken);
        if (connection.MappingVersion != seenVersion)
        {
            return false;
        }

        // What a run was to show anyhow, the group's records are no exception from.
        var now = time.GetUtcNow();
        var showsAnyhow = (await sweep.LoadBackgroundAsync(connection.Id, now, cancellationToken)).ShowsNextRun;
        var document = await connections.GetMappingAsync(connection.Id, seenVersion, cancellationToken);
        var actor = document.Actors.FirstOrDefault(actor => actor.Actor == group.Type);
        var changed = new MappingDocument([.. document.Actors.Select(other => other == actor ? On(other, group.Pair, rule) : other)]);
        if (!await connections.PublishAsync(
            connection.Id, seenVersion, changed, user.Name, $"{group.Pair}: {rule.Policy?.ToString() ?? rule.Normaliser.ToString()}", now, cancellationToken, showsNextRun: true))
        {
            return false;
        }

        await conflicts.DecideOthersAsync(group, [.. actor?.Fields.Where(field => IsOf(actor, field, group.Pair, rule)).Select(field => field.Pair) ?? []], now, cancellationToken);
        await orders.SyncGroupAsync(user, group, counted: !showsAnyhow, cancellationToken);
        return true;
    }

    /// <summary>How many conflicts of these groups each candidate would settle; a group of fields that a candidate does not change is none of its.</summary>
    private async Task<RuleCount[]> TryAsync(
        RecordRules rules, FieldPair pair, NewRule[] candidates, IEnumerable<ConflictGroup> groups, int atMost, CancellationToken cancellationToken)
    {
        var counts = new RuleCount[candidates.Length];
        var left = atMost;
        foreach (var group in groups)
        {
            if (rules.Find(group.Pair) is not { } rule)
            {
                continue;
            }

            var changed = candidates.Select(candidate => IsOf(rules.Mapping, rule.Mapping, pair, candidate) ? new FieldRule(candidate.On(rule.Mapping), rule.Crm, rule.Erp) : null).ToList();
            for (var after = 0L; changed.Any(one => one is not null);)
            {
                // One more than may be tried tells that there are more.
                var page = await conflicts.ListAsync(group, null, after, Math.Min(Batch, left + 1), cancellationToken);
                var tried = page.Take(left).ToList();
                for (var index = 0; index < counts.Length; index++)
                {
                    if (changed[index] is { } with)
                    {
                        counts[index] = new RuleCount(
                            counts[index].Count + tried.Count(one => Settles(with, one.Conflict)), counts[index].AtLeast || page.Count > tried.Count);
                    }
                }

                if (page.Count > tried.Count || page.Count < Math.Min(Batch, left + 1))
                {
                    left -= tried.Count;
                    break;
                }

                (left, after) = (left - tried.Count, page[^1].LinkId);
            }
        }

        return counts;
    }

    /// <summary>A policy goes for all fields that are decided whole with the pair, a normaliser for the pair alone.</summary>
    private static bool IsOf(ActorMapping actor, FieldMapping field, FieldPair pair, NewRule rule) =>
        field.IsMapped && (field.Pair == pair || (rule.Policy is not null && GroupOf(actor, pair) is { } decided && field.Group == decided));

    private static string? GroupOf(ActorMapping actor, FieldPair pair) => actor.Fields.FirstOrDefault(field => field.IsMapped && field.Pair == pair)?.Group;

    /// <summary>Fields of one group are decided whole, so they keep one policy.</summary>
    private static ActorMapping On(ActorMapping actor, FieldPair pair, NewRule rule) =>
        actor with { Fields = [.. actor.Fields.Select(field => IsOf(actor, field, pair, rule) ? rule.On(field) : field)] };

    private static bool Settles(FieldRule rule, FieldConflict conflict) =>
        conflict.Kind != ConflictKind.InterruptedWrite
        && Decider.Decide(rule, FieldValue.Of(conflict.Crm), FieldValue.Of(conflict.Erp), conflict.Base).Kind is not (DecisionKind.Conflict or DecisionKind.Hold);

    private async Task<Connection> DemandAsync(UserContext user, ConflictGroup group, CancellationToken cancellationToken) =>
        user.IsAdministrator && await connections.FindAsync(group.ConnectionId, cancellationToken) is { } connection
            ? connection
            : throw new AccessDeniedException($"User {user.Id} may not change the rules of connection {group.ConnectionId}.");
}
