using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>What syncing one link did.</summary>
public abstract record SyncResult
{
    private SyncResult()
    {
    }

    public sealed record Synced(int ToErp, int ToCrm, int Conflicts, int Problems) : SyncResult;

    /// <summary>Someone is writing to the record.</summary>
    public sealed record Busy(string? By) : SyncResult;

    /// <summary>The actor or the record is gone; it is a problem on the tab.</summary>
    public sealed record Gone : SyncResult;

    /// <summary>A system could not be reached.</summary>
    public sealed record Unreachable(ConnectorException Failure) : SyncResult;
}

/// <summary>Syncs one link: reads both sides, decides, writes and records.</summary>
public sealed class RecordSync(
    IConnectionStore connections, ILinkStore links, ISaveStore saves, IWriteStore writes, LinkContexts contexts, SideReader reader, SideWriter writer,
    Claims claims, TimeProvider time)
{
    private const int Tries = 3;

    /// <summary>For a user who waits.</summary>
    public async Task<SyncResult> SyncAsync(UserContext user, Link link, CancellationToken cancellationToken)
    {
        var connection = await connections.FindAsync(link.ConnectionId, cancellationToken)
            ?? throw new AccessDeniedException($"Connection {link.ConnectionId} does not exist.");
        if (!connection.Active || !connection.RightsOf(user).CanUse)
        {
            throw new AccessDeniedException($"User {user.Id} may not use connection {connection.Id}.");
        }

        var answer = await claims.TakeAsync(link.Entity, user.Name, cancellationToken);
        return answer.Claim is { } claim
            ? await HoldingAsync(claim, user, connection, link.Id, onlyPending: false)
            : new SyncResult.Busy(answer.HeldBy);
    }

    /// <summary>Tries the writes of a link that could not be done, and nothing else. Does nothing while someone else writes to the record.</summary>
    public async Task RetryAsync(long linkId, CancellationToken cancellationToken)
    {
        if (await links.FindAsync(linkId, cancellationToken) is not { State: LinkState.Active } link
            || await connections.FindAsync(link.ConnectionId, cancellationToken) is not { Active: true } connection)
        {
            await writes.PostponeAsync(linkId, cancellationToken);
            return;
        }

        if (await claims.TryTakeAsync(link.Entity, UserContext.System.Name, cancellationToken) is { } claim
            && await HoldingAsync(claim, UserContext.System, connection, linkId, onlyPending: true) is SyncResult.Unreachable)
        {
            await writes.PostponeAsync(linkId, cancellationToken);
        }
    }

    private async Task<SyncResult> HoldingAsync(Claim claim, UserContext user, Connection connection, long linkId, bool onlyPending)
    {
        try
        {
            // What was begun is ended and recorded, whether or not the user still waits; every remote call is bounded in time.
            return await RunAsync(claim, user, connection, linkId, onlyPending, CancellationToken.None);
        }
        catch (ConnectorException failure)
        {
            return new SyncResult.Unreachable(failure);
        }
        finally
        {
            await claims.ReleaseAsync(claim);
        }
    }

    private async Task<SyncResult> RunAsync(
        Claim claim, UserContext user, Connection connection, long linkId, bool onlyPending, CancellationToken cancellationToken)
    {
        var done = new List<Change>();
        for (var attempt = 1; ; attempt++)
        {
            await claims.RenewAsync(claim, cancellationToken);
            if (await links.FindAsync(linkId, cancellationToken) is not { State: LinkState.Active } link
                || await contexts.FindAsync(connection, link.ActorType, orStored: false, cancellationToken) is not { } context)
            {
                return new SyncResult.Gone();
            }

            if ((await saves.ListOpenAsync(link.Entity, cancellationToken)).FirstOrDefault(open => open.ConnectionId == link.ConnectionId) is { } open)
            {
                // What its user chose goes first.
                return new SyncResult.Busy(open.UserName);
            }

            var read = await reader.ReadAsync(context, link.Entity, link.ErpKey, cancellationToken);
            if (read.Crm is null || read.Erp is null)
            {
                await writes.RecordAsync(claim, Outcomes.Gone(context, linkId, read, time.GetUtcNow()), cancellationToken);
                return new SyncResult.Gone();
            }

            var round = new Round(link, context, read, new RecordState(read.Crm.Values, read.Erp.Values, await contexts.BasesAsync(link, context.Rules, cancellationToken)));
            var result = await RoundAsync(claim, user, round, onlyPending, mayRetry: attempt < Tries, done, cancellationToken);
            if (result is not null)
            {
                return result;
            }
        }
    }

    /// <summary>Null when a side moved meanwhile: read and decide again.</summary>
    private async Task<SyncResult?> RoundAsync(
        Claim claim, UserContext user, Round round, bool onlyPending, bool mayRetry, List<Change> done, CancellationToken cancellationToken)
    {
        var (link, context, read, state) = round;
        var open = await SettleOpenAsync(claim, round, cancellationToken);
        var resend = open.Where(change => change.State == ChangeState.Planned).ToList();
        var restraints = await RestraintsAsync(round, open, cancellationToken);
        var plan = RecordPlanner.Plan(context.Rules, state, restraints, time.GetUtcNow());
        var planned = onlyPending ? [] : plan.Writes.Select(write => ToChange(write, link, context, user)).ToList();

        var settled = open.Where(change => change.State is ChangeState.Done or ChangeState.Stale).ToList();
        var errors = new List<FieldError>();
        foreach (var side in new[] { Side.Erp, Side.Crm })
        {
            var changes = resend.Concat(planned).Where(change => change.Side == side).ToList();
            if (changes.Count == 0)
            {
                continue;
            }

            var result = await writer.ApplyAsync(claim, context, side, read[side]!, changes, ChangeState.Stale, cancellationToken);
            settled.AddRange(result.Changes);
            errors.AddRange(result.Errors);
            if (result.IsStale && mayRetry)
            {
                // What was written is in the history; the next round reads it as agreed.
                done.AddRange(settled.Where(change => change.State == ChangeState.Done));
                return null;
            }
        }

        // A write that only missed its moment is planned anew by the next sync; one that may have arrived is settled by a read.
        var recorded = settled.Where(change => change.State != ChangeState.Stale || open.Any(before => before.Id == change.Id)).ToList();
        var outcome = Outcomes.Of(
            context, link.Id, read, state,
            index => plan.Decisions[index].Kind is DecisionKind.Agree || (!onlyPending && plan.Decisions[index].Kind is DecisionKind.Accept),
            recorded, errors, restraints, time.GetUtcNow());
        await writes.RecordAsync(claim, outcome, cancellationToken);
        done.AddRange(settled.Where(change => change.State == ChangeState.Done));
        return new SyncResult.Synced(
            done.Count(change => change.Side == Side.Erp), done.Count(change => change.Side == Side.Crm), outcome.Conflicts.Count, outcome.Problems.Count);
    }

    /// <summary>
    /// Writes whose answer was lost are settled by what was read. An approved write that never left is sent again if the value it carries
    /// still stands; otherwise it is dropped and the planner decides.
    /// </summary>
    private async Task<IReadOnlyList<Change>> SettleOpenAsync(Claim claim, Round round, CancellationToken cancellationToken)
    {
        var open = await writes.ListOpenAsync(round.Link.Id, cancellationToken);
        if (open.Count == 0)
        {
            return [];
        }

        var settled = open.Select(change => Interrupted.Settle(change, round.Context.Rules, round.Read)).Select(change => StillStands(change, round) ? change : change with { State = ChangeState.Dropped }).ToList();
        await writes.SettleAsync(claim, settled, cancellationToken);
        return settled;
    }

    private static bool StillStands(Change change, Round round)
    {
        if (change.State != ChangeState.Planned)
        {
            return true;
        }

        var order = change.Side == Side.Crm ? round.Context.Rules.ErpFields : round.Context.Rules.CrmFields;
        var position = order.IndexOf(change.Side == Side.Crm ? change.Pair.Erp : change.Pair.Crm);
        return position >= 0 && string.Equals(round.Read[change.Side.Other()]!.Values[position].Text, change.Source, StringComparison.Ordinal);
    }

    private async Task<Restraints> RestraintsAsync(Round round, IReadOnlyList<Change> open, CancellationToken cancellationToken)
    {
        var link = round.Link;
        var conflicts = await writes.ListConflictsAsync(link.Id, cancellationToken);
        var problems = await writes.ListProblemsAsync(link.Id, cancellationToken);
        return new Restraints(
            open.Where(change => change.State is not ChangeState.Dropped and not ChangeState.Stale).Select(change => change.Pair).ToHashSet(),
            conflicts.Where(conflict => conflict.Kind == ConflictKind.InterruptedWrite).Select(conflict => conflict.Pair)
                .Concat(open.Where(change => change.State == ChangeState.Stale).Select(change => change.Pair)).ToHashSet(),
            problems.Where(problem => problem is { Pair: not null, ParkedHash: not null }).ToDictionary(problem => problem.Pair!.Value, problem => problem.ParkedHash!),
            await Feeders.ElsewhereAsync(links, connections, round.Link.Entity, round.Context.Connection, cancellationToken),
            ErpWaits: !round.Read.Erp!.IsActive);
    }

    private Change ToChange(PlannedWrite write, Link link, LinkContext context, UserContext user) => new(
        0, link.ConnectionId, link.Id, link.Entity, write.Target, write.Pair, write.Old, write.New, write.Source, null, ChangeState.Planned, write.Cause,
        null, user.Id, context.Rules.Version, time.GetUtcNow(), write.ShownUntilDismissed);

    private sealed record Round(Link Link, LinkContext Context, BothSides Read, RecordState State);
}
