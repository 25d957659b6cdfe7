using System.Text.Json.Serialization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Sync;

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

    /// <summary>What a user decided about conflicts.</summary>
    Choices = 5,

    /// <summary>Puts old values back, as far as nobody changed what was written since.</summary>
    Undo = 6,

    /// <summary>Every link; what the CRM holds goes over, wherever a direction lets it.</summary>
    ResyncFromCrm = 7,

    /// <summary>Every link; what the ERP holds goes over, wherever a direction lets it.</summary>
    ResyncFromErp = 8,

    /// <summary>Every link; what would become of it under a draft. It writes nothing.</summary>
    DryRun = 9,
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
    public static bool IsSweeping(this RunKind kind) => kind is RunKind.Changes or RunKind.Everything or RunKind.ResyncFromCrm or RunKind.ResyncFromErp;

    /// <summary>It goes through every link of its connection.</summary>
    public static bool GoesThroughAll(this RunKind kind) => kind is RunKind.Everything or RunKind.ResyncFromCrm or RunKind.ResyncFromErp;

    /// <summary>It does what a person ordered pair by pair, not what the planner says.</summary>
    public static bool IsDirected(this RunKind kind) => kind is RunKind.Choices or RunKind.Undo;

    /// <summary>A person sees its list before it writes, whatever it holds.</summary>
    public static bool ShowsListFirst(this RunKind kind) => kind is RunKind.Undo or RunKind.ResyncFromCrm or RunKind.ResyncFromErp;

    /// <summary>Only an administrator orders it, and lets it go on.</summary>
    public static bool NeedsAdministrator(this RunKind kind) => kind is RunKind.ResyncFromCrm or RunKind.ResyncFromErp;

    /// <summary>Its user decided about every one of its writes, or waits for it: the brake has no say. One choice for a whole group is not that.</summary>
    public static bool IsApproved(this Run run) => run.Kind == RunKind.OneRecord || run.Subject is RunSubject.Choices;
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
/// <param name="LeftAlone">Pairs that a person's order named and that no longer held what it was given on.</param>
/// <param name="Approved">Of the links with values to write, those of which an administrator saw every one before he published.</param>
public sealed record RunCounts(
    int? Total = null, int Decided = 0, int PlannedLinks = 0, int WritingLinks = 0, int WrittenLinks = 0, int ToErp = 0, int ToCrm = 0, int Conflicts = 0, int Problems = 0,
    int Blanked = 0, int Gone = 0, int Waiting = 0, int LeftAlone = 0, int Approved = 0)
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
/// <param name="IsPreview">The kind of run always shows its list: nothing is unusual about it.</param>
/// <param name="IsApproved">It did not stop the run: an administrator had seen all that it would write.</param>
public sealed record BrakeVerdict(
    bool FirstRun, int Links, int LinksLimit, int Blanked, int BlankedLimit, int Gone, int GoneLimit, int WrittenBefore, bool IsPreview = false, bool IsApproved = false);

/// <summary>One execution of sync for one connection.</summary>
/// <param name="Message">Why it waits, stopped or failed.</param>
/// <param name="Planned">Planning has ended; what is planned may be written.</param>
/// <param name="Subject">What a person ordered; null for kinds that need no order.</param>
/// <param name="Node">Who worked on it last, where there are several.</param>
public sealed record Run(
    long Id, Guid ConnectionId, RunKind Kind, RunState State, bool Planned, bool CancelRequested, int MappingVersion, string UserId, string UserName, long Epoch,
    ActorType AtType, long LastLinkId, RunCounts Counts, DateTimeOffset Queued, DateTimeOffset? Started, DateTimeOffset? Heartbeat,
    DateTimeOffset? NextTry, int Failures, DateTimeOffset? Ended, LocalText? Message, BrakeVerdict? Brake, RunSubject? Subject = null, string? Node = null)
{
    /// <summary>Null: what was last agreed decides.</summary>
    public ResyncOrder? Resync => Kind switch
    {
        RunKind.ResyncFromCrm => new ResyncOrder(Side.Crm, Subject is RunSubject.Resync { BlanksClear: true }),
        RunKind.ResyncFromErp => new ResyncOrder(Side.Erp, Subject is RunSubject.Resync { BlanksClear: true }),
        _ => null,
    };
}
