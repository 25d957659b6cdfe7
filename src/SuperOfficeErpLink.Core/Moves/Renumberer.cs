using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;

namespace SuperOfficeErpLink.Core.Moves;

/// <param name="OperationId">Names what was done in the events of the links.</param>
/// <param name="Verdicts">By line.</param>
public sealed record RenumberDone(Guid OperationId, IReadOnlyList<RenumberVerdict> Verdicts)
{
    public int Done => Verdicts.Count(verdict => verdict.Status == RenumberStatus.Done);
}

/// <summary>
/// Many actors got other keys in the ERP: their links follow by a list of old and new ones. Nothing is written to either system; every
/// link keeps its history and what was last agreed, and the next run decides it as ever.
/// </summary>
public sealed class Renumberer(IConnectionStore connections, ErpSessions sessions, IRenumberStore store)
{
    private const int LinksAtOnce = 500;
    private const int StepsAtOnce = 200;
    private static readonly FieldSet NoFields = new([]);

    /// <summary>Looks; changes nothing. Null when there is no such connection, or it has no actors of the type.</summary>
    /// <param name="operationId">What this order did before is done, and what it moved is not moved on.</param>
    /// <exception cref="AccessDeniedException">When the user is no administrator.</exception>
    /// <exception cref="ConnectorException">When the ERP cannot be read: during an outage nothing is said of any key.</exception>
    public async Task<RenumberPlan?> LookAsync(
        UserContext user, Guid connectionId, ActorType type, RenumberList list, Guid operationId, CancellationToken cancellationToken)
    {
        if (!user.IsAdministrator)
        {
            throw new AccessDeniedException($"User {user.Id} may not renumber links of connection {connectionId}.");
        }

        if (await connections.FindAsync(connectionId, cancellationToken) is not { } connection)
        {
            return null;
        }

        var description = await sessions.DescribeAsync(connection, orStored: false, cancellationToken);
        if (description.Find(type) is not { } actor)
        {
            return null;
        }

        var links = new Dictionary<string, NumberedLink>(StringComparer.Ordinal);
        foreach (var keys in list.Lines.SelectMany(line => new[] { line.From, line.To }).Distinct(StringComparer.Ordinal).Chunk(LinksAtOnce))
        {
            foreach (var (key, link) in await store.FindByKeyAsync(connectionId, actor.KeySpace, keys, cancellationToken))
            {
                links[key] = link;
            }
        }

        // After the links: what holds a key by this order is known to by then.
        var done = new List<RenumberStep>();
        await foreach (var step in store.ReadDoneAsync(connectionId, operationId, cancellationToken))
        {
            done.Add(step);
        }

        // What is not linked needs no look into the ERP.
        var wanted = list.Lines.Where(line => links.ContainsKey(line.From)).Select(line => line.To).Distinct(StringComparer.Ordinal);
        var inErp = new HashSet<string>(StringComparer.Ordinal);
        foreach (var keys in wanted.Chunk(Math.Max(1, description.Limits.ReadBatch)))
        {
            var read = await sessions.CallAsync(connection, (session, token) => session.GetAsync(type, NoFields, keys, token), cancellationToken);
            inErp.UnionWith(read.Found.Select(record => record.Key));
        }

        return RenumberPlan.Of(list, type, links, inErp, done);
    }

    /// <summary>
    /// Looks again and does what can be done, in short transactions. Once it has begun it goes on to its end. The same order sent again, after a
    /// crash or by a second click, does only what it has not done; the same list as another order is another order, and moves what has come to its old keys.
    /// </summary>
    /// <inheritdoc cref="LookAsync"/>
    public async Task<RenumberDone?> ApplyAsync(UserContext user, Guid connectionId, ActorType type, RenumberList list, Guid operationId, CancellationToken cancellationToken)
    {
        if (await LookAsync(user, connectionId, type, list, operationId, cancellationToken) is not { } plan
            || await connections.FindAsync(connectionId, cancellationToken) is not { } connection
            || (await sessions.DescribeAsync(connection, orStored: true, cancellationToken)).Find(type) is not { KeySpace: var keySpace })
        {
            return null;
        }

        var became = new Dictionary<string, RenumberStatus>(StringComparer.Ordinal);
        var moved = 0;
        foreach (var batch in plan.Batches(StepsAtOnce))
        {
            var outcomes = await store.RenumberAsync(connectionId, keySpace, batch, operationId, user.Id, CancellationToken.None);
            foreach (var (step, outcome) in batch.Zip(outcomes))
            {
                moved += outcome is MoveOutcome.Moved ? 1 : 0;
                became[step.From] = outcome switch
                {
                    MoveOutcome.Moved or MoveOutcome.MovedBefore => RenumberStatus.Done,
                    MoveOutcome.Taken => RenumberStatus.Taken,
                    MoveOutcome.Busy => RenumberStatus.Busy,
                    _ => RenumberStatus.Changed,
                };
            }
        }

        var verdicts = plan.Verdicts.Select(verdict => verdict.Status == RenumberStatus.Ready ? verdict with { Status = became[verdict.Line.From] } : verdict).ToList();
        var done = new RenumberDone(operationId, verdicts);
        if (plan.Steps.Count > 0)
        {
            await store.AuditAsync(connectionId, user.Name, moved, verdicts.Count - done.Done, CancellationToken.None);
        }

        return done;
    }

    /// <summary>What an order did: its new and old keys are the list that takes it back.</summary>
    /// <exception cref="AccessDeniedException">When the user is no administrator.</exception>
    public IAsyncEnumerable<RenumberStep> ReadDoneAsync(UserContext user, Guid connectionId, Guid operationId, CancellationToken cancellationToken) =>
        user.IsAdministrator
            ? store.ReadDoneAsync(connectionId, operationId, cancellationToken)
            : throw new AccessDeniedException($"User {user.Id} may not see what was renumbered on connection {connectionId}.");
}
