using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>One planned or performed write of one field: plan, intent and history in one.</summary>
/// <param name="Id">Zero until stored.</param>
/// <param name="Side">The side that is written.</param>
/// <param name="Old">What it held, as re-read before the write.</param>
/// <param name="Source">What the other side held: with the written value it makes the new base.</param>
/// <param name="Stored">What the side answered that it holds now.</param>
/// <param name="RunId">The run it is part of.</param>
public sealed record Change(
    long Id, Guid ConnectionId, long? LinkId, EntityRef Entity, Side Side, FieldPair Pair, string Old, string Sent, string Source,
    string? Stored, ChangeState State, string Cause, Guid? OperationId, string UserId, int MappingVersion, DateTimeOffset At, bool ShownUntilDismissed,
    long? RunId = null)
{
    /// <summary>Its values were deleted with a person's data: that something was written, when and by whom, is all that is left.</summary>
    public bool IsErased { get; init; }

    /// <summary>The written side's field.</summary>
    public string Field => Side == Side.Crm ? Pair.Crm : Pair.Erp;

    /// <summary>The base this change makes once it is done.</summary>
    public BasePair AsBase() => Side == Side.Crm ? new BasePair(Stored ?? Sent, Source) : new BasePair(Source, Stored ?? Sent);
}

/// <summary>Why a value was written, as stored in the history.</summary>
public static class ChangeCauses
{
    /// <summary>A user chose it when linking or comparing.</summary>
    public const string Chosen = "chosen";

    /// <summary>The actor was created with it, or the ERP's answer to that.</summary>
    public const string Created = "created";

    /// <summary>The other side had changed.</summary>
    public const string OtherSideChanged = "other-side-changed";

    /// <summary>The other side owns the field and this side had been edited.</summary>
    public const string OwnerReplacedEdit = "owner-replaced-edit";

    /// <summary>A user chose it in a list of conflicts.</summary>
    public const string ConflictChosen = "conflict-chosen";

    /// <summary>A user let both values of a conflict stand; nothing was written.</summary>
    public const string KeptBoth = "kept-both";

    /// <summary>A user put an old value back.</summary>
    public const string Undone = "undone";

    /// <summary>An administrator let one side's values go over again.</summary>
    public const string Resynced = "resynced";
}

/// <summary>
/// Why a change that a person ordered was not done, as stored in the place of its cause. Such a change is dropped; what the side held
/// instead is its <see cref="Change.Stored"/>.
/// </summary>
public static class LeftAlone
{
    /// <summary>All of them begin so.</summary>
    public const string Prefix = "left-alone-";

    /// <summary>The side no longer holds what the person saw.</summary>
    public const string Changed = Prefix + "changed";

    /// <summary>The other side no longer holds what the person saw.</summary>
    public const string OtherChanged = Prefix + "other-changed";

    /// <summary>Another field of its group cannot go.</summary>
    public const string Group = Prefix + "group";

    /// <summary>An approved write of the pair still waits for its side.</summary>
    public const string Waits = Prefix + "waits";

    /// <summary>The pair is no longer mapped, or was not read.</summary>
    public const string NotMapped = Prefix + "not-mapped";

    /// <summary>The actor is inactive.</summary>
    public const string Inactive = Prefix + "inactive";

    /// <summary>One of the two records is not there.</summary>
    public const string Gone = Prefix + "gone";

    /// <summary>The link is gone.</summary>
    public const string Unlinked = Prefix + "unlinked";

    /// <summary>The actor was created with the value.</summary>
    public const string Created = Prefix + "created";

    /// <summary>The old value was deleted with a person's data.</summary>
    public const string Erased = Prefix + "erased";

    /// <summary>Someone else was writing to the record.</summary>
    public const string Busy = Prefix + "busy";

    public static bool Is(string cause) => cause.StartsWith(Prefix, StringComparison.Ordinal);
}
