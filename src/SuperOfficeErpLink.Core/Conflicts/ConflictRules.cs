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

/// <param name="Settles">How many of the group's open conflicts it would settle.</param>
public sealed record RuleOffer(NewRule Rule, int Settles);

/// <summary>What an administrator can make the rule instead of deciding the same conflict again and again.</summary>
public sealed class ConflictRules(IConnectionStore connections, IConflictStore conflicts, LinkContexts contexts, RunOrders orders, TimeProvider time)
{
    private const int Batch = 500;

    /// <summary>Rules that settle some of the group, by how many; all open conflicts are tried, none is changed.</summary>
    public async Task<IReadOnlyList<RuleOffer>> OfferAsync(UserContext user, ConflictGroup group, CancellationToken cancellationToken)
    {
        var connection = await DemandAsync(user, group, cancellationToken);
        NewRule[] candidates =
        [
            .. Differences.NormaliserFor(group.Difference) is { } normaliser ? [new NewRule(Normaliser: normaliser)] : Array.Empty<NewRule>(),
            new NewRule(Policy: OnConflict.CrmWins), new NewRule(Policy: OnConflict.ErpWins),
        ];
        var rule = (await contexts.FindAsync(connection, group.Type, orStored: true, cancellationToken))?.Rules.Find(group.Pair);
        if (rule is null)
        {
            return [];
        }

        var rules = candidates.Select(candidate => new FieldRule(candidate.On(rule.Mapping), rule.Crm, rule.Erp)).ToList();
        var settles = new int[candidates.Length];
        for (var after = 0L; ;)
        {
            var page = await conflicts.ListAsync(group, null, after, Batch, cancellationToken);
            foreach (var one in page)
            {
                for (var index = 0; index < rules.Count; index++)
                {
                    settles[index] += Settles(rules[index], one.Conflict) ? 1 : 0;
                }
            }

            if (page.Count < Batch)
            {
                break;
            }

            after = page[^1].LinkId;
        }

        return [.. candidates.Zip(settles, (candidate, count) => new RuleOffer(candidate, count)).Where(offer => offer.Settles > 0).OrderByDescending(offer => offer.Settles)];
    }

    /// <summary>
    /// Publishes the connection's configuration with that one change as its next version, and lets a run go over the group's records.
    /// False when the configuration has changed since it was looked at.
    /// </summary>
    public async Task<bool> PublishAsync(UserContext user, ConflictGroup group, NewRule rule, int seenVersion, CancellationToken cancellationToken)
    {
        var connection = await DemandAsync(user, group, cancellationToken);
        if (connection.MappingVersion != seenVersion)
        {
            return false;
        }

        var document = await connections.GetMappingAsync(connection.Id, seenVersion, cancellationToken);
        var changed = new MappingDocument([.. document.Actors.Select(actor => actor.Actor == group.Type ? On(actor, group.Pair, rule) : actor)]);
        if (!await connections.PublishAsync(connection.Id, seenVersion, changed, user.Name, $"{group.Pair}: {rule.Policy?.ToString() ?? rule.Normaliser.ToString()}", time.GetUtcNow(), cancellationToken))
        {
            return false;
        }

        await orders.SyncGroupAsync(user, group, cancellationToken);
        return true;
    }

    /// <summary>Fields of one group are decided whole, so they keep one policy.</summary>
    private static ActorMapping On(ActorMapping actor, FieldPair pair, NewRule rule)
    {
        var decided = actor.Fields.FirstOrDefault(field => field.IsMapped && field.Pair == pair)?.Group;
        return actor with
        {
            Fields = [.. actor.Fields.Select(field =>
                field.IsMapped && (field.Pair == pair || (rule.Policy is not null && decided is not null && field.Group == decided)) ? rule.On(field) : field)],
        };
    }

    private static bool Settles(FieldRule rule, FieldConflict conflict) =>
        conflict.Kind != ConflictKind.InterruptedWrite
        && Decider.Decide(rule, FieldValue.Of(conflict.Crm), FieldValue.Of(conflict.Erp), conflict.Base).Kind is not (DecisionKind.Conflict or DecisionKind.Hold);

    private async Task<Connection> DemandAsync(UserContext user, ConflictGroup group, CancellationToken cancellationToken) =>
        user.IsAdministrator && await connections.FindAsync(group.ConnectionId, cancellationToken) is { } connection
            ? connection
            : throw new AccessDeniedException($"User {user.Id} may not change the rules of connection {group.ConnectionId}.");
}
