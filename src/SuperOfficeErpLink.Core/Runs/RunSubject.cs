using System.Text.Json.Serialization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>What a person ordered of a run. It is stored with the run and holds no field values.</summary>
[JsonDerivedType(typeof(Undo), "undo")]
[JsonDerivedType(typeof(Choices), "choices")]
[JsonDerivedType(typeof(GroupChoice), "group-choice")]
[JsonDerivedType(typeof(OfGroup), "of-group")]
[JsonDerivedType(typeof(OfProblem), "of-problem")]
[JsonDerivedType(typeof(Resync), "resync")]
[JsonDerivedType(typeof(DryRun), "dry-run")]
public abstract record RunSubject
{
    private RunSubject()
    {
    }

    /// <summary>Performed changes to take back; exactly one is given.</summary>
    /// <param name="ChangeId">One field's.</param>
    /// <param name="OperationId">Those of one Save.</param>
    /// <param name="RunId">Those of one run.</param>
    /// <param name="SinceChangeId">This one and all later ones of its record on its connection.</param>
    public sealed record Undo(long? ChangeId = null, Guid? OperationId = null, long? RunId = null, long? SinceChangeId = null) : RunSubject;

    /// <summary>Conflicts decided one by one.</summary>
    /// <param name="ShownAt">When the user was shown them, with what else is decided with them; null: nothing was shown but the rows.</param>
    public sealed record Choices(IReadOnlyList<ConflictChoice> Rows, DateTimeOffset? ShownAt = null) : RunSubject;

    /// <summary>All conflicts of a group that stood as they stand now when the user was shown them.</summary>
    public sealed record GroupChoice(ConflictGroup Group, Choice Choice, DateTimeOffset ShownAt) : RunSubject;

    /// <summary>The records of a group of conflicts, to be decided anew.</summary>
    /// <param name="Counted">Its user was told how many a new rule settles: it need not show its list because the rule is new.</param>
    public sealed record OfGroup(ConflictGroup Group, bool Counted = false) : RunSubject;

    /// <summary>
    /// Lines behind a cause of problems, to be tried again: those of a stored cause or of what waits; neither given: all of the connection.
    /// What was parked of exactly these lines is not parked any more.
    /// </summary>
    /// <param name="LinkId">Only this record's.</param>
    /// <param name="Field">Of a stored cause, only this field of the record; empty means the record as a whole.</param>
    /// <param name="LinkedBy">Only records that this user linked.</param>
    public sealed record OfProblem(long? ProblemId = null, WaitingKind? Waiting = null, long? LinkId = null, string? Field = null, string? LinkedBy = null) : RunSubject;

    /// <param name="BlanksClear">A blank goes over, too, and empties the other side.</param>
    public sealed record Resync(bool BlanksClear) : RunSubject;

    /// <param name="Draft">See <see cref="MappingDraft.RowVersion"/>: the draft as it stood when the run was ordered.</param>
    public sealed record DryRun(long Draft) : RunSubject;
}

/// <summary>A choice in one conflict.</summary>
/// <param name="Seen">See <see cref="FieldConflict.Seen"/>: it holds only for the values it was made on.</param>
public sealed record ConflictChoice(long LinkId, FieldPair Pair, Choice Choice, string Seen);

/// <summary>Conflicts of one field of one type of actor with one kind of difference.</summary>
public sealed record ConflictGroup(Guid ConnectionId, ActorType Type, FieldPair Pair, DifferenceClass Difference);
