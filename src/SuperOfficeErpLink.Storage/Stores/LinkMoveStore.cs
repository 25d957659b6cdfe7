using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class LinkMoveStore(IDbContextFactory<ErpLinkDbContext> contexts, FenceStore fences, TimeProvider time) : ILinkMoveStore, IRenumberStore
{
    public Task<MoveOutcome> RenumberAsync(Fence fence, Renumbering move, CancellationToken cancellationToken) => RacingAsync(
        async context =>
        {
            await fences.HoldAsync(context, fence, cancellationToken);
            if (await FindAsync(context, move.Link, cancellationToken) is not { } row)
            {
                return new MoveOutcome.Changed();
            }

            if (await SavingAsync(context, row.ConnectionId, new EntityRef(row.EntityType, row.EntityId), cancellationToken) is { } saving)
            {
                return saving;
            }

            if (await HolderAsync(context, row, move.ErpKey, cancellationToken) is { } holder)
            {
                return new MoveOutcome.Taken(holder);
            }

            var before = row.ErpKey;
            (row.ErpKey, row.RowVersion) = (move.ErpKey, row.RowVersion + 1);
            SetBase(row, move.Base);
            context.LinkEvents.Add(LinkEventRows.Of(row, LinkEventKind.Renumbered, time.GetUtcNow(), move.UserId, null, before, move.RunId));
            await SettleAsync(context, row.ConnectionId, [row.Id], cancellationToken);
            return new MoveOutcome.Moved();
        },
        async context => await HolderAsync(context, move.Link.ConnectionId, move.Link.KeySpace, move.ErpKey, move.Link.Id, cancellationToken),
        cancellationToken);

    public Task<MoveOutcome> MoveAsync(Fence fence, EntityMove move, CancellationToken cancellationToken) => RacingAsync(
        async context =>
        {
            await fences.HoldAsync(context, fence, cancellationToken);
            return await MoveAsync(context, move, cancellationToken);
        },
        async context => await context.Links.AnyAsync(
            row => row.ConnectionId == move.Link.ConnectionId && row.EntityType == move.Entity.Type && row.EntityId == move.Entity.Id, cancellationToken)
            ? move.Entity
            : null,
        cancellationToken);

    public Task<MoveOutcome> KeepOneAsync(Fence fence, EntityMove kept, Link parted, CancellationToken cancellationToken) => RacingAsync(
        async context =>
        {
            await fences.HoldAsync(context, fence, cancellationToken);
            if (await FindAsync(context, parted, cancellationToken) is not { } going || await FindAsync(context, kept.Link, cancellationToken) is null)
            {
                return new MoveOutcome.Changed();
            }

            if (await SavingAsync(context, going.ConnectionId, parted.Entity, cancellationToken) is { } saving)
            {
                return saving;
            }

            // Persons hang below the company, and the company that is left is one.
            await context.Links.Where(row => row.ParentLinkId == going.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ParentLinkId, kept.Link.Id), cancellationToken);
            await LinkEventRows.PartAsync(context, going, time.GetUtcNow(), kept.UserId, null, cancellationToken, kept.RunId);
            await context.SaveChangesAsync(cancellationToken);
            return kept.Link.Entity == kept.Entity ? new MoveOutcome.Moved() : await MoveAsync(context, kept, cancellationToken);
        },
        _ => Task.FromResult<EntityRef?>(kept.Entity),
        cancellationToken);

    public Task<MoveOutcome> PartAsync(Fence fence, Link link, string userId, CancellationToken cancellationToken) => RacingAsync(
        async context =>
        {
            await fences.HoldAsync(context, fence, cancellationToken);
            if (await FindAsync(context, link, cancellationToken) is not { } going)
            {
                return new MoveOutcome.Changed();
            }

            var below = await context.Links.Where(row => row.ParentLinkId == going.Id).ToListAsync(cancellationToken);
            foreach (var row in below.Prepend(going))
            {
                if (row.State == LinkState.Reserved)
                {
                    return new MoveOutcome.Busy(null);
                }

                if (await SavingAsync(context, row.ConnectionId, new EntityRef(row.EntityType, row.EntityId), cancellationToken) is { } saving)
                {
                    return saving;
                }

                await LinkEventRows.PartAsync(context, row, time.GetUtcNow(), userId, null, cancellationToken);
            }

            return new MoveOutcome.Moved();
        },
        _ => Task.FromResult<EntityRef?>(null),
        cancellationToken);

    public async Task<IReadOnlyList<MoveOutcome>> RenumberAsync(
        Guid connectionId, string keySpace, IReadOnlyList<RenumberStep> steps, Guid operationId, string userId, CancellationToken cancellationToken)
    {
        try
        {
            return await TryRenumberAsync(connectionId, keySpace, steps, operationId, userId, cancellationToken);
        }
        catch (DbUpdateException) when (steps.Any(step => step.Ring is null || step.Ring != steps[0].Ring) && steps.Count > 1)
        {
            // A unique index has decided a race: what it was about is found by doing each alone.
            var outcomes = new List<MoveOutcome>(steps.Count);
            foreach (var alone in steps.Select((step, index) => (step, index)).GroupBy(one => one.step.Ring is { } ring ? (ring, 0) : (0, one.index + 1), one => one.step))
            {
                outcomes.AddRange(await RenumberAsync(connectionId, keySpace, [.. alone], operationId, userId, cancellationToken));
            }

            return outcomes;
        }
        catch (DbUpdateException)
        {
            return [.. steps.Select(_ => new MoveOutcome.Changed())];
        }
    }

    private async Task<IReadOnlyList<MoveOutcome>> TryRenumberAsync(
        Guid connectionId, string keySpace, IReadOnlyList<RenumberStep> steps, Guid operationId, string userId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var renumbering = new LinkRenumbering(context, connectionId, keySpace, operationId, time.GetUtcNow());
        var outcomes = await renumbering.RunAsync(steps, cancellationToken);
        var done = steps.Where((_, index) => outcomes[index] is MoveOutcome.Moved).ToList();
        foreach (var step in done)
        {
            context.LinkEvents.Add(LinkEventRows.Of(renumbering.Find(step.LinkId), LinkEventKind.Renumbered, time.GetUtcNow(), userId, operationId, step.From));
        }

        await SettleAsync(context, connectionId, [.. done.Select(step => step.LinkId)], cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return outcomes;
    }

    public async Task<IReadOnlyDictionary<string, NumberedLink>> FindByKeyAsync(
        Guid connectionId, string keySpace, IReadOnlyCollection<string> erpKeys, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Links.AsNoTracking().Where(row => row.ConnectionId == connectionId && row.KeySpace == keySpace && erpKeys.Contains(row.ErpKey))
            .Select(row => new { row.ErpKey, row.Id, row.ActorType, row.State, row.EntityType, row.EntityId }).ToListAsync(cancellationToken);
        return rows.ToDictionary(
            row => row.ErpKey, row => new NumberedLink(row.Id, row.ActorType, row.State, new EntityRef(row.EntityType, row.EntityId)), StringComparer.Ordinal);
    }

    public async IAsyncEnumerable<RenumberStep> ReadDoneAsync(
        Guid connectionId, Guid operationId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await foreach (var row in context.LinkEvents.AsNoTracking()
            .Where(row => row.ConnectionId == connectionId && row.OperationId == operationId && row.Kind == LinkEventKind.Renumbered)
            .OrderBy(row => row.Id).Select(row => new { row.LinkId, row.Before, row.ErpKey }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return new RenumberStep(row.LinkId, row.Before ?? "", row.ErpKey, null);
        }
    }

    public async Task AuditAsync(Guid connectionId, string by, int done, int left, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var name = await context.Connections.Where(row => row.Id == connectionId).Select(row => row.Name).SingleAsync(cancellationToken);
        context.Audit.Add(new AuditRow { At = time.GetUtcNow(), By = by, What = "links.renumbered", Subject = name, ConnectionId = connectionId, Before = $"{left}", After = $"{done}" });
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Link>> ListMergedAsync(Guid connectionId, EntityType type, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Problems.Where(problem => problem.ConnectionId == connectionId && problem.CauseKey == ProblemCauses.EntityMerged)
            .Join(context.ProblemRecords, problem => problem.Id, record => record.ProblemId, (_, record) => record.LinkId)
            .Join(context.Links, id => id, link => link.Id, (_, link) => link).Where(link => link.EntityType == type && link.State == LinkState.Active)
            .AsNoTracking().OrderBy(link => link.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(LinkStore.ToLink)];
    }

    private async Task<MoveOutcome> MoveAsync(ErpLinkDbContext context, EntityMove move, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, move.Link, cancellationToken) is not { } row)
        {
            return new MoveOutcome.Changed();
        }

        if ((await SavingAsync(context, row.ConnectionId, move.Link.Entity, cancellationToken)
            ?? await SavingAsync(context, row.ConnectionId, move.Entity, cancellationToken)) is { } saving)
        {
            return saving;
        }

        if (await context.Links.AnyAsync(
            other => other.ConnectionId == row.ConnectionId && other.EntityType == move.Entity.Type && other.EntityId == move.Entity.Id && other.Id != row.Id, cancellationToken))
        {
            return new MoveOutcome.Taken(move.Entity);
        }

        var before = row.EntityId;
        (row.EntityId, row.RowVersion) = (move.Entity.Id, row.RowVersion + 1);
        SetBase(row, move.Base);
        context.LinkEvents.Add(LinkEventRows.Of(row, LinkEventKind.Moved, time.GetUtcNow(), move.UserId, null, before.ToString(System.Globalization.CultureInfo.InvariantCulture), move.RunId));
        await context.Changes.Where(change => change.LinkId == row.Id).Unsettled()
            .ExecuteUpdateAsync(set => set.SetProperty(change => change.EntityId, move.Entity.Id), cancellationToken);
        await SettleAsync(context, row.ConnectionId, [row.Id], cancellationToken);
        return new MoveOutcome.Moved();
    }

    /// <summary>One transaction; where a unique index decides a race that the look before could not see, who won it has the place.</summary>
    private async Task<MoveOutcome> RacingAsync(
        Func<ErpLinkDbContext, Task<MoveOutcome>> work, Func<ErpLinkDbContext, Task<EntityRef?>> holder, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var outcome = await work(context);
            if (outcome is MoveOutcome.Moved)
            {
                await context.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            return outcome;
        }
        catch (DbUpdateException)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            if (await holder(context) is { } won)
            {
                return new MoveOutcome.Taken(won);
            }

            throw;
        }
    }

    /// <summary>The link, if it is the one that was read.</summary>
    private static Task<LinkRow?> FindAsync(ErpLinkDbContext context, Link link, CancellationToken cancellationToken) =>
        context.Links.SingleOrDefaultAsync(
            row => row.Id == link.Id && row.State == LinkState.Active && row.ErpKey == link.ErpKey && row.EntityId == link.Entity.Id, cancellationToken);

    private static async Task<MoveOutcome.Busy?> SavingAsync(ErpLinkDbContext context, Guid connectionId, EntityRef entity, CancellationToken cancellationToken) =>
        await context.Operations.Where(row => row.Open && row.ConnectionId == connectionId && row.EntityType == entity.Type && row.EntityId == entity.Id)
            .Select(row => row.UserName).FirstOrDefaultAsync(cancellationToken) is { } by
            ? new MoveOutcome.Busy(by)
            : null;

    private static Task<EntityRef?> HolderAsync(ErpLinkDbContext context, LinkRow row, string erpKey, CancellationToken cancellationToken) =>
        HolderAsync(context, row.ConnectionId, row.KeySpace, erpKey, row.Id, cancellationToken);

    private static async Task<EntityRef?> HolderAsync(
        ErpLinkDbContext context, Guid connectionId, string keySpace, string erpKey, long otherThan, CancellationToken cancellationToken) =>
        await context.Links.AsNoTracking().SingleOrDefaultAsync(
            row => row.ConnectionId == connectionId && row.KeySpace == keySpace && row.ErpKey == erpKey && row.Id != otherThan, cancellationToken) is { } held
            ? new EntityRef(held.EntityType, held.EntityId)
            : null;

    private static void SetBase(LinkRow row, MovedBase? based)
    {
        if (based is not null)
        {
            (row.Snapshot, row.SnapshotMapping) = (based.Snapshot, based.MappingVersion);
        }
    }

    /// <summary>What was missing is there again, and the next run decides the whole record.</summary>
    private async Task SettleAsync(ErpLinkDbContext context, Guid connectionId, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var missing = context.Problems.Where(problem => problem.ConnectionId == connectionId && ProblemCauses.OfMissing.Contains(problem.CauseKey)).Select(problem => problem.Id);
        await LinkIssueRows.ForgetProblemsAsync(
            context, context.ProblemRecords.Where(record => ids.Contains(record.LinkId) && missing.Contains(record.ProblemId)), cancellationToken);

        var waiting = await context.Retries.Where(row => ids.Contains(row.LinkId)).ToDictionaryAsync(row => row.LinkId, cancellationToken);
        foreach (var id in ids)
        {
            if (!waiting.TryGetValue(id, out var row))
            {
                context.Retries.Add(row = new RetryRow { LinkId = id, ConnectionId = connectionId });
            }

            (row.WholeRecord, row.DueAt) = (true, now);
        }
    }
}
