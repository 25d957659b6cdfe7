using System.Collections.Immutable;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Linking.Tests.InMemory;

internal sealed record HeldClaim(Guid Owner, string Name, long Epoch, DateTimeOffset Until, long? RunId);

internal sealed record HeldLease(Guid Owner, long Epoch, DateTimeOffset Until);

internal sealed record OpenOperation(Operation Operation, DateTimeOffset Started, DateTimeOffset? NextTry, int Attempts);

internal sealed record Retry(Guid ConnectionId, DateTimeOffset Due, int Attempts, bool WholeRecord);

/// <summary>What our database holds, as values: a transaction that throws leaves them as they were.</summary>
internal sealed record Rows
{
    public long LastId { get; init; } = 100;

    public ImmutableSortedDictionary<long, Link> Links { get; init; } = ImmutableSortedDictionary<long, Link>.Empty;

    public ImmutableSortedDictionary<long, Change> Changes { get; init; } = ImmutableSortedDictionary<long, Change>.Empty;

    public ImmutableDictionary<long, ImmutableList<FieldConflict>> Conflicts { get; init; } = ImmutableDictionary<long, ImmutableList<FieldConflict>>.Empty;

    public ImmutableDictionary<long, ImmutableList<FieldProblem>> Problems { get; init; } = ImmutableDictionary<long, ImmutableList<FieldProblem>>.Empty;

    /// <summary>Open ones only.</summary>
    public ImmutableDictionary<Guid, OpenOperation> Operations { get; init; } = ImmutableDictionary<Guid, OpenOperation>.Empty;

    public ImmutableSortedDictionary<long, Retry> Retries { get; init; } = ImmutableSortedDictionary<long, Retry>.Empty;

    public ImmutableDictionary<(string User, EntityRef Entity), (StoredDraft Draft, DateTimeOffset Expires)> Drafts { get; init; } =
        ImmutableDictionary<(string, EntityRef), (StoredDraft, DateTimeOffset)>.Empty;

    public ImmutableSortedDictionary<long, Run> Runs { get; init; } = ImmutableSortedDictionary<long, Run>.Empty;

    public ImmutableSortedSet<(long Run, long Link)> Targets { get; init; } = [];

    public ImmutableDictionary<(Guid Connection, Side Side, int Type), string> Cursors { get; init; } = ImmutableDictionary<(Guid, Side, int), string>.Empty;

    public ImmutableHashSet<Guid> ShowNextRun { get; init; } = [];

    public ImmutableDictionary<EntityRef, HeldClaim> Claims { get; init; } = ImmutableDictionary<EntityRef, HeldClaim>.Empty;

    public ImmutableDictionary<string, HeldLease> Leases { get; init; } = ImmutableDictionary<string, HeldLease>.Empty;
}

/// <summary>The in-memory database: one transaction at a time, whole or not at all, and only for who still holds its fence.</summary>
internal sealed class Tables(TimeProvider time)
{
    private readonly Lock gate = new();

    public Rows Now { get; set; } = new();

    public DateTimeOffset Time => time.GetUtcNow();

    public Task<T> ReadAsync<T>(Func<Rows, T> read)
    {
        lock (gate)
        {
            return Task.FromResult(read(Now));
        }
    }

    public Task<T> InAsync<T>(Fence? fence, Func<T> work)
    {
        lock (gate)
        {
            var before = Now;
            try
            {
                Hold(fence ?? new Fence([], null));
                return Task.FromResult(work());
            }
            catch
            {
                Now = before;
                throw;
            }
        }
    }

    public Task InAsync(Fence? fence, Action work) => InAsync(fence, () =>
    {
        work();
        return true;
    });

    public long NewId()
    {
        Now = Now with { LastId = Now.LastId + 1 };
        return Now.LastId;
    }

    public void Put(Link link) => Now = Now with { Links = Now.Links.SetItem(link.Id, link) };

    public void Put(Change change) => Now = Now with { Changes = Now.Changes.SetItem(change.Id, change) };

    public void Put(OpenOperation operation) => Now = Now with { Operations = Now.Operations.SetItem(operation.Operation.Id, operation) };

    /// <summary>What becomes of the changes that are named.</summary>
    public void Each(Func<Change, bool> which, Func<Change, Change> becomes)
    {
        foreach (var change in Now.Changes.Values.Where(which).ToList())
        {
            Put(becomes(change));
        }
    }

    /// <summary>Only state and stored value of a change are ever settled, and why it is left alone.</summary>
    public void Settle(IEnumerable<Change> changes)
    {
        foreach (var change in changes)
        {
            Put(Now.Changes[change.Id] with { State = change.State, Stored = change.Stored, Cause = change.Cause });
        }
    }

    public static bool IsOpen(ChangeState state) => state is ChangeState.Planned or ChangeState.Sending or ChangeState.Unknown;

    private void Hold(Fence fence)
    {
        if (fence.Lease is { } lease)
        {
            Now = Now.Leases.GetValueOrDefault(lease.Name) is { } held && held.Owner == lease.Owner && held.Epoch == lease.Epoch
                ? Now with { Leases = Now.Leases.SetItem(lease.Name, held with { Until = Time + LeaseTime.Default.Length }) }
                : throw new LeaseLostException(lease.Name);
        }

        foreach (var claim in fence.Claims)
        {
            Now = Now.Claims.GetValueOrDefault(claim.Entity) is { } held && held.Owner == claim.Owner && held.Epoch == claim.Epoch
                ? Now with { Claims = Now.Claims.SetItem(claim.Entity, held with { Until = Time + ClaimTime.Default.Length }) }
                : throw new ClaimLostException(claim.Entity);
        }
    }
}

internal sealed class MemoryClaims(Tables tables) : IClaimStore
{
    public Task<ClaimAnswer> TryTakeAsync(EntityRef entity, Guid owner, string ownerName, CancellationToken cancellationToken) => tables.InAsync(null, () =>
        tables.Now.Claims.GetValueOrDefault(entity) is { } held && held.Until > tables.Time && held.Owner != owner
            ? new ClaimAnswer(null, held.Name)
            : new ClaimAnswer(Take(entity, owner, ownerName, null), null));

    public Task<IReadOnlyList<Claim>> TryTakeAsync(
        IReadOnlyCollection<EntityRef> entities, Guid owner, string ownerName, Lease lease, long runId, CancellationToken cancellationToken) =>
        tables.InAsync<IReadOnlyList<Claim>>(new Fence([], lease), () =>
            [.. entities.Where(entity => tables.Now.Claims.GetValueOrDefault(entity) is not { } held || held.Until <= tables.Time || held.Owner == owner || held.RunId == runId)
                .Select(entity => Take(entity, owner, ownerName, runId))]);

    public Task RenewAsync(Fence fence, CancellationToken cancellationToken) => tables.InAsync(fence, () => { });

    public Task ReleaseAsync(IReadOnlyList<Claim> claims) => tables.InAsync(null, () =>
    {
        foreach (var claim in claims)
        {
            if (tables.Now.Claims.GetValueOrDefault(claim.Entity) is { } held && held.Owner == claim.Owner && held.Epoch == claim.Epoch)
            {
                tables.Now = tables.Now with { Claims = tables.Now.Claims.SetItem(claim.Entity, held with { Until = tables.Time }) };
            }
        }
    });

    private Claim Take(EntityRef entity, Guid owner, string name, long? runId)
    {
        var epoch = (tables.Now.Claims.GetValueOrDefault(entity)?.Epoch ?? 0) + 1;
        tables.Now = tables.Now with { Claims = tables.Now.Claims.SetItem(entity, new HeldClaim(owner, name, epoch, tables.Time + ClaimTime.Default.Length, runId)) };
        return new Claim(entity, owner, epoch);
    }
}

internal sealed class MemoryLeases(Tables tables) : ILeaseStore
{
    public Task<Lease?> TryTakeAsync(string name, Guid owner, CancellationToken cancellationToken) => tables.InAsync(null, () => TryTake(tables, name, owner));

    public Task RenewAsync(Lease lease, CancellationToken cancellationToken) => tables.InAsync(new Fence([], lease), () => { });

    public Task ReleaseAsync(Lease lease) => tables.InAsync(null, () => Release(tables, lease));

    /// <summary>As part of a transaction.</summary>
    public static Lease? TryTake(Tables tables, string name, Guid owner)
    {
        var held = tables.Now.Leases.GetValueOrDefault(name);
        if (held is not null && held.Until > tables.Time && held.Owner != owner)
        {
            return null;
        }

        var epoch = (held?.Epoch ?? 0) + 1;
        tables.Now = tables.Now with { Leases = tables.Now.Leases.SetItem(name, new HeldLease(owner, epoch, tables.Time + LeaseTime.Default.Length)) };
        return new Lease(name, owner, epoch);
    }

    /// <summary>As part of a transaction.</summary>
    public static void Release(Tables tables, Lease lease)
    {
        if (tables.Now.Leases.GetValueOrDefault(lease.Name) is { } held && held.Owner == lease.Owner && held.Epoch == lease.Epoch)
        {
            tables.Now = tables.Now with { Leases = tables.Now.Leases.SetItem(lease.Name, held with { Until = tables.Time }) };
        }
    }
}
