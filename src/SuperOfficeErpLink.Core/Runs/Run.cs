using System.Text.Json.Serialization;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>What a run goes through. The numbers are stored.</summary>
public enum RunKind
{
    /// <summary>What either side reports as changed, and retries that are due.</summary>
    Changes = 1,

    /// <summary>Every link; also finds silent changes and deletions.</summary>
    Everything = 2,

    /// <summary>Records that a user picked.</summary>
    Selected = 3,

    /// <summary>The record on a user's screen.</summary>
    OneRecord = 4,
}

/// <summary>Where a run stands. The numbers are stored.</summary>
public enum RunState
{
    Queued = 1,

    /// <summary>Planning or writing; also while it waits for a system that cannot be reached.</summary>
    Running = 2,

    /// <summary>Stopped before its first write: a person looks at its list.</summary>
    Braked = 3,
    Completed = 4,
    CompletedWithProblems = 5,
    Cancelled = 6,

    /// <summary>Ended by something an administrator must see to.</summary>
    Failed = 7,
}

public static class RunStates
{
    public static bool IsEnded(this RunState state) => state is RunState.Completed or RunState.CompletedWithProblems or RunState.Cancelled or RunState.Failed;

    /// <summary>At most one of a kind is open for a connection.</summary>
    public static bool IsSweeping(this RunKind kind) => kind is RunKind.Changes or RunKind.Everything;
}

/// <summary>How much a run has done.</summary>
/// <param name="Total">Links it will decide; null until that is known.</param>
/// <param name="Decided">Links read on both sides and decided.</param>
/// <param name="PlannedLinks">Links with something to do: values to write, or news of them to keep.</param>
/// <param name="WritingLinks">Of those, the ones with values to write.</param>
/// <param name="WrittenLinks">Of the planned ones, those dealt with.</param>
/// <param name="ToErp">Fields written.</param>
/// <param name="ToCrm">Fields written.</param>
/// <param name="Blanked">Fields with a value that would be emptied.</param>
/// <param name="Gone">Links of which a side says that its record does not exist.</param>
/// <param name="Waiting">Links that someone else was writing to; a retry is due for each.</param>
public sealed record RunCounts(
    int? Total = null, int Decided = 0, int PlannedLinks = 0, int WritingLinks = 0, int WrittenLinks = 0, int ToErp = 0, int ToCrm = 0, int Conflicts = 0, int Problems = 0,
    int Blanked = 0, int Gone = 0, int Waiting = 0)
{
    public static RunCounts None { get; } = new();

    /// <summary>Steps done, of <see cref="Steps"/>: a link is decided, and dealt with if there is something to do.</summary>
    [JsonIgnore]
    public int Done => Decided + WrittenLinks;

    [JsonIgnore]
    public int? Steps => Total is { } total ? Math.Max(total, Decided) + PlannedLinks : null;
}

/// <summary>Why the brake stopped a run: what it would do, and what it may do by itself.</summary>
/// <param name="FirstRun">The connection shows its next run's list whatever it holds.</param>
public sealed record BrakeVerdict(
    bool FirstRun, int Links, int LinksLimit, int Blanked, int BlankedLimit, int Gone, int GoneLimit, int WrittenBefore);

/// <summary>One execution of sync for one connection.</summary>
/// <param name="Message">Why it waits, stopped or failed.</param>
/// <param name="Planned">Planning has ended; what is planned may be written.</param>
public sealed record Run(
    long Id, Guid ConnectionId, RunKind Kind, RunState State, bool Planned, bool CancelRequested, int MappingVersion, string UserId, string UserName, long Epoch,
    ActorType AtType, long LastLinkId, RunCounts Counts, DateTimeOffset Queued, DateTimeOffset? Started, DateTimeOffset? Heartbeat,
    DateTimeOffset? NextTry, int Failures, DateTimeOffset? Ended, LocalText? Message, BrakeVerdict? Brake);
