using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Runs;

/// <param name="LinkIds">The links of a run over chosen records; empty for a sweep, and where the subject says which they are.</param>
public sealed record NewRun(
    Guid ConnectionId, RunKind Kind, UserContext By, int MappingVersion, IReadOnlyCollection<long> LinkIds, RunSubject? Subject = null);

/// <param name="Joined">It was queued or running already.</param>
public sealed record QueuedRun(Run Run, bool Joined);

/// <summary>A run that this process works on, and the right to.</summary>
public sealed record TakenRun(Lease Lease, Run Run);

/// <summary>How far a feed was followed.</summary>
/// <param name="Type">An actor type or an entity type, by its number.</param>
public sealed record CursorMove(Side Side, int Type, string Value);

/// <summary>What planning one page of links found; stored whole or not at all.</summary>
/// <param name="Targets">Links with something to do.</param>
/// <param name="Clear">Links that were targets and have nothing to do.</param>
/// <param name="Changes">Planned, or dropped where an order is left alone; with the run's id.</param>
/// <param name="Counts">Of the whole run, this page included.</param>
public sealed record PlannedPage(
    IReadOnlyList<long> Targets, IReadOnlyList<long> Clear, IReadOnlyList<Change> Changes, RunCounts Counts, ActorType AtType, long LastLinkId, CursorMove? Cursor);

/// <summary>What became of one batch of targets.</summary>
/// <param name="Done">Dealt with; what was planned for them and not sent is dropped.</param>
/// <param name="Later">Someone else was writing to them: the next run takes them up.</param>
public sealed record AppliedBatch(IReadOnlyList<long> Done, IReadOnlyList<long> Later, RunCounts Counts);

/// <summary>Runs as they are stored. Methods that take a lease are transactions that first check it (<see cref="LeaseLostException"/>).</summary>
public interface IRunStore
{
    /// <summary>
    /// A sweep of a kind that is open already is joined, whatever its subject, for there is one at a time; and so is its user's own open order to
    /// take back the same.
    /// </summary>
    Task<QueuedRun> QueueAsync(NewRun run, CancellationToken cancellationToken);

    Task<Run?> FindAsync(long runId, CancellationToken cancellationToken);

    /// <summary>The newest first.</summary>
    /// <param name="before">Only older ones than this.</param>
    Task<IReadOnlyList<Run>> ListAsync(IReadOnlyCollection<Guid> connectionIds, int atMost, CancellationToken cancellationToken, long? before = null);

    /// <summary>Open runs that nobody works on and that are due; not those that wait for a person.</summary>
    Task<IReadOnlyList<long>> ListStartableAsync(CancellationToken cancellationToken);

    Task RequestCancelAsync(long runId, CancellationToken cancellationToken);

    /// <summary>A person lets a braked run go on.</summary>
    /// <param name="first">Only this many of its links; null: all. The others are left to the next run.</param>
    /// <returns>False when it is not braked any more.</returns>
    Task<bool> ReleaseBrakeAsync(long runId, int? first, UserContext by, CancellationToken cancellationToken);

    /// <summary>Takes its lease and marks it as running; null when it has ended, waits for a person, or another process works on it.</summary>
    Task<TakenRun?> TakeAsync(long runId, Guid owner, CancellationToken cancellationToken);

    Task<bool> IsCancelRequestedAsync(long runId, CancellationToken cancellationToken);

    /// <returns>False when someone has asked to stop.</returns>
    Task<bool> SavePageAsync(Lease lease, Run run, PlannedPage page, CancellationToken cancellationToken);

    /// <summary>A dry run has ended, or was stopped where there are no counts. The lease is given back.</summary>
    Task EndTrialAsync(Lease lease, Run run, RunCounts? counts, CancellationToken cancellationToken);

    /// <summary>Planning has ended: the run goes on, or is braked where the verdict does not say that all is approved.</summary>
    Task EndPlanningAsync(Lease lease, Run run, RunCounts counts, BrakeVerdict? verdict, CancellationToken cancellationToken);

    /// <summary>Targets that are left, companies before persons before projects.</summary>
    Task<IReadOnlyList<long>> NextTargetsAsync(long runId, int atMost, CancellationToken cancellationToken);

    /// <summary>Which of these links are targets of the run already.</summary>
    Task<IReadOnlySet<long>> FindTargetsAsync(long runId, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken);

    /// <summary>The run's planned changes of these links.</summary>
    Task<ILookup<long, Change>> ListPlannedAsync(long runId, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken);

    Task AdvanceAsync(Lease lease, Run run, AppliedBatch batch, CancellationToken cancellationToken);

    /// <summary>It goes on by itself at that time.</summary>
    Task WaitAsync(Lease lease, Run run, LocalText why, DateTimeOffset nextTry, CancellationToken cancellationToken);

    /// <summary>Planning has found nothing to do: the sweep ends with it. The lease is given back.</summary>
    Task EndIdleAsync(Lease lease, Run run, RunCounts counts, RunState state, CancellationToken cancellationToken);

    /// <summary>
    /// What is planned and not sent is dropped; links that are left get a retry, so that the next run finds them. The lease is given back.
    /// </summary>
    Task EndAsync(Lease lease, Run run, RunState state, LocalText? message, CancellationToken cancellationToken);
}

/// <summary>What people's orders are about, as stored.</summary>
public interface IOrderStore
{
    /// <summary>The connection that all the changes belong to; null when there are none.</summary>
    Task<Guid?> FindConnectionAsync(RunSubject.Undo subject, CancellationToken cancellationToken);

    /// <summary>The performed changes of these links that are to be taken back, each link's in the order they were performed.</summary>
    Task<ILookup<long, Change>> ListDoneAsync(RunSubject.Undo subject, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken);
}
