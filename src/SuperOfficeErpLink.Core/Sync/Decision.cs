using SuperOfficeErpLink.Core.Comparison;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>What is to be done about one field pair.</summary>
public enum DecisionKind
{
    /// <summary>Neither side changed since the base: nothing.</summary>
    Leave = 0,

    /// <summary>The sides agree: the pair becomes the base.</summary>
    Agree = 1,

    /// <summary>The sides differ and stay so: the pair becomes the base.</summary>
    Accept = 2,

    /// <summary>One side's value goes over to the other.</summary>
    Write = 3,

    /// <summary>A value should go over and cannot; the base is kept.</summary>
    Hold = 4,

    /// <summary>A person decides; the base is kept.</summary>
    Conflict = 5,

    /// <summary>A value was not read; the base is kept.</summary>
    Skip = 6,
}

/// <param name="Target">The side to be written; for Hold the side that cannot take the value.</param>
/// <param name="Value">What the target is to hold.</param>
/// <param name="ReplacesEdit">The target had been edited since the base.</param>
public readonly record struct Decision(
    DecisionKind Kind, Side Target = default, string? Value = null, CannotHold Reason = default, ConflictKind Conflict = default, bool ReplacesEdit = false)
{
    public static Decision Leave => new(DecisionKind.Leave);

    public static Decision Agree => new(DecisionKind.Agree);

    public static Decision Accept => new(DecisionKind.Accept);

    public static Decision Skip => new(DecisionKind.Skip);

    public static Decision Write(Side target, string value, bool replacesEdit) => new(DecisionKind.Write, target, value, ReplacesEdit: replacesEdit);

    public static Decision Hold(Side target, CannotHold reason) => new(DecisionKind.Hold, target, Reason: reason);

    public static Decision Conflicting(ConflictKind kind) => new(DecisionKind.Conflict, Conflict: kind);
}
