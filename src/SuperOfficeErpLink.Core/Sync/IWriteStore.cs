using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>
/// The write-ahead side of the history. Every method is one transaction that first checks its fence
/// (<see cref="ClaimLostException"/>, <see cref="LeaseLostException"/>).
/// </summary>
public interface IWriteStore
{
    /// <summary>
    /// Stores changes as <see cref="ChangeState.Sending"/>, new ones and ones planned before; returns them with their ids. Called before
    /// anything is sent. An operation named by them goes to <see cref="Links.OperationStep.Checked"/>.
    /// </summary>
    Task<IReadOnlyList<Change>> StartAsync(Fence fence, IReadOnlyList<Change> changes, CancellationToken cancellationToken);

    /// <summary>Stores what became of changes, and nothing else of their links than the bases that follow from what was written.</summary>
    Task SettleAsync(Fence fence, IReadOnlyList<Change> changes, IReadOnlyList<WrittenBase> bases, CancellationToken cancellationToken);

    /// <summary>Stores the outcomes of syncing links: changes, snapshots, conflicts, problems and retries, all together.</summary>
    Task RecordAsync(Fence fence, IReadOnlyList<LinkOutcome> outcomes, CancellationToken cancellationToken);

    /// <summary>
    /// Changes of a link that are approved and planned, sending or unknown; neither those of an open Save nor what a run has planned,
    /// for both go on with their own.
    /// </summary>
    Task<IReadOnlyList<Change>> ListOpenAsync(long linkId, CancellationToken cancellationToken);

    /// <summary>What is open of these links, by link; links without anything are absent.</summary>
    Task<IReadOnlyDictionary<long, LinkIssues>> LoadIssuesAsync(IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken);

    /// <summary>Open conflicts of a link.</summary>
    Task<IReadOnlyList<FieldConflict>> ListConflictsAsync(long linkId, CancellationToken cancellationToken);

    /// <summary>Open problems of a link.</summary>
    Task<IReadOnlyList<FieldProblem>> ListProblemsAsync(long linkId, CancellationToken cancellationToken);

    /// <summary>CRM edits that the ERP replaced and nobody has dismissed.</summary>
    Task<IReadOnlyList<Change>> ListReplacedEditsAsync(EntityRef entity, CancellationToken cancellationToken);

    /// <summary>The user has seen a replaced edit.</summary>
    Task DismissAsync(EntityRef entity, long changeId, CancellationToken cancellationToken);

    /// <summary>Puts a link's retry off by its growing pause. Needs no claim: it changes nothing of the link.</summary>
    Task PostponeAsync(long linkId, CancellationToken cancellationToken);

    /// <summary>When what waits of a link is tried again; null when nothing does.</summary>
    Task<DateTimeOffset?> FindNextTryAsync(long linkId, CancellationToken cancellationToken);

    /// <summary>Links with a retry due.</summary>
    Task<IReadOnlyList<long>> ListDueRetriesAsync(int atMost, CancellationToken cancellationToken);
}

/// <summary>A link's base with what was written to it: stored with the answer, so that whoever goes on takes it for neither side's edit.</summary>
/// <param name="Snapshot">As <see cref="SnapshotCodec"/> writes it.</param>
public sealed record WrittenBase(long LinkId, byte[] Snapshot, int MappingVersion);

/// <summary>What is open of a link.</summary>
/// <param name="Open">As <see cref="IWriteStore.ListOpenAsync"/>.</param>
public sealed record LinkIssues(IReadOnlyList<Change> Open, IReadOnlyList<FieldConflict> Conflicts, IReadOnlyList<FieldProblem> Problems)
{
    public static LinkIssues None { get; } = new([], [], []);
}

/// <summary>All that is stored of a link after it was decided.</summary>
/// <param name="Changes">Changes that this outcome settles, others than those settled before.</param>
/// <param name="Bases">In the order of mapping version <paramref name="MappingVersion"/>; null keeps the snapshot.</param>
/// <param name="Conflicts">Every open conflict of the link; others close.</param>
/// <param name="Problems">Every open problem of the link; others close.</param>
/// <param name="RetryAfter">Null: no retry is due.</param>
/// <param name="ParentLinkId">The link that a person's hangs below from now on; null keeps it.</param>
/// <param name="RetriesWhole">The retry is for the whole record, by the next run.</param>
/// <param name="RunId">The run that found it.</param>
/// <param name="IsWhole">The whole record was decided, so that a retry that was due for it is done.</param>
public sealed record LinkOutcome(
    long LinkId, Guid ConnectionId, IReadOnlyList<Change> Changes, BasePair?[]? Bases, int MappingVersion, string? CrmVersion, string? ErpVersion,
    IReadOnlyList<FieldConflict> Conflicts, IReadOnlyList<FieldProblem> Problems, DateTimeOffset At, TimeSpan? RetryAfter,
    long? ParentLinkId = null, bool IsWhole = true, bool RetriesWhole = false, long? RunId = null);
