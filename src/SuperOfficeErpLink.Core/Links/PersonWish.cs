using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>What the user wants done with one person of a company, as it was shown.</summary>
/// <param name="Seen">Stands for the values that were shown.</param>
public abstract record PersonWish(long PersonId, string Seen);

/// <summary>To be linked to an actor.</summary>
/// <param name="Seen">See <see cref="ActorComparison.Seen"/>.</param>
/// <param name="Entered">What the user entered in a field that is asked for, in canonical form; null: it is not in the form its type has.</param>
public sealed record PairWish(
    long PersonId, string ErpKey, string Seen, IReadOnlyDictionary<FieldPair, Choice> Choices, Func<AskedRow, string?> Entered) : PersonWish(PersonId, Seen);

/// <summary>To be created in the ERP.</summary>
/// <param name="Seen">See <see cref="CreateForm.Stamp"/>.</param>
/// <param name="Typed">What was typed in a field, in canonical form; null: it is not in the form its type has.</param>
/// <param name="Refused">Fields the ERP refused before: the user was asked for them, too.</param>
public sealed record CreateWish(long PersonId, string Seen, Func<FieldInfo, string?> Typed, IReadOnlyCollection<string> Refused)
    : PersonWish(PersonId, Seen);

/// <summary>What became of one wish. Only the first two mean that the person is linked.</summary>
public abstract record PairOutcome
{
    private PairOutcome()
    {
    }

    public sealed record Saved(PartResult.Saved Part) : PairOutcome;

    /// <summary>It was linked already, as by the same page sent twice.</summary>
    public sealed record AlreadyLinked : PairOutcome;

    /// <summary>
    /// The ordinary answer of a Save that did not go through. Nothing was written unless it is <see cref="PartResult.Unsettled"/> or
    /// <see cref="PartResult.CreateUnknown"/>: that Save is still on its way, and keeps its draft.
    /// </summary>
    public sealed record NotSaved(SaveResult Result) : PairOutcome
    {
        /// <summary>The ERP could not be reached, or its answer was lost: there is no use in asking it for more.</summary>
        public bool IsErpSilent => Result is SaveResult.Done { Parts: [PartResult.Unreachable or PartResult.Unsettled or PartResult.CreateUnknown, ..] };
    }

    /// <summary>What was typed cannot be sent: nothing was written.</summary>
    /// <param name="Fields">By field key.</param>
    public sealed record Mistaken(IReadOnlyDictionary<string, CannotHold> Fields) : PairOutcome;

    /// <summary>The ERP did not answer for the person before: this one was not tried.</summary>
    public sealed record NotTried : PairOutcome;

    /// <summary>Another process goes on with the Save from where it stood.</summary>
    public sealed record TakenOver : PairOutcome;

    /// <summary>The values are not those the user saw: nothing was written.</summary>
    public sealed record ValuesChanged : PairOutcome;

    /// <summary>The person or the actor is no longer free, or no longer under this company: nothing was written.</summary>
    public sealed record NotFree : PairOutcome;

    /// <summary>The user has decided something else for this person and not saved it: that goes first.</summary>
    public sealed record HasDraft : PairOutcome;
}

/// <param name="PersonName">Null when the record no longer exists.</param>
/// <param name="ErpKey">Empty while there is no actor.</param>
/// <param name="ActorName">Empty where it is not known.</param>
public sealed record PairResult(long PersonId, string? PersonName, string ErpKey, string ActorName, PairOutcome Outcome)
{
    public bool IsLinked => Outcome is PairOutcome.Saved or PairOutcome.AlreadyLinked;
}
