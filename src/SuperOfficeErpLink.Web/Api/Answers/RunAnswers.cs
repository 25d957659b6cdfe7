using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Web.Api.Answers;

/// <summary>What a run goes through.</summary>
public enum RunKindAnswer
{
    Changes = RunKind.Changes,
    Everything = RunKind.Everything,
    Selected = RunKind.Selected,
    One = RunKind.OneRecord,
    Choices = RunKind.Choices,
    Undo = RunKind.Undo,
    ResyncFromCrm = RunKind.ResyncFromCrm,
    ResyncFromErp = RunKind.ResyncFromErp,
    DryRun = RunKind.DryRun,
}

/// <summary>One execution of sync for one connection.</summary>
/// <param name="By">Who started it.</param>
/// <param name="NextTry">It waits for a system that cannot be reached, until then.</param>
/// <param name="Message">Why it waits, stopped or failed.</param>
/// <param name="Brake">Why it waits for a person to look at its list; null where it does not.</param>
public sealed record RunAnswer(
    long Id, Guid Connection, RunKindAnswer Kind, RunState State, bool IsEnded, string By, DateTimeOffset Queued, DateTimeOffset? Started, DateTimeOffset? Ended,
    DateTimeOffset? NextTry, string? Message, RunCounts Counts, BrakeVerdict? Brake)
{
    public static RunAnswer Of(Run run) => new(
        run.Id, run.ConnectionId, (RunKindAnswer)run.Kind, run.State, run.State.IsEnded(), run.UserName, run.Queued, run.Started, run.Ended, run.NextTry,
        run.Message?.English, run.Counts, run.State == RunState.Braked ? run.Brake : null);
}

/// <summary>What a run can be started over.</summary>
public enum RunOver
{
    /// <summary>What either side reports as changed.</summary>
    Changes = 1,

    /// <summary>Every link; for administrators.</summary>
    Everything = 2,

    /// <summary>The links of the records that are named.</summary>
    Selected = 3,

    /// <summary>The link of the one record that is named.</summary>
    One = 4,
}

/// <param name="Entities">For selected and one.</param>
public sealed record RunRequest(Guid Connection, RunOver Kind, IReadOnlyList<EntityAnswer>? Entities = null);

/// <param name="First">Only this many of its records; the others are left to the next run. Null: all.</param>
public sealed record ReleaseRequest(int? First = null);
