using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Problems;

/// <summary>One cause with the lines behind it.</summary>
/// <param name="Key">Names what it is and what to do; its texts are the user interface's.</param>
/// <param name="Count">Lines behind it now: fields of records, and records that it stops whole.</param>
/// <param name="First">When the first of them was found.</param>
/// <param name="Last">When one was found or tried again last.</param>
/// <param name="NextTry">When the next of them is tried by itself; null where no time is set.</param>
/// <param name="Detail">The other system's own words.</param>
public sealed record ProblemCause(
    CauseRef Ref, Guid ConnectionId, string Key, ProblemOwner Owner, int Count, DateTimeOffset First, DateTimeOffset Last, DateTimeOffset? NextTry, LocalText? Detail)
{
    /// <summary>A run can try its lines again; a Save goes on by itself.</summary>
    public bool CanRetry => Ref is not CauseRef.Waiting { Kind: WaitingKind.Saves };
}

/// <summary>Where a line stands in the order of a cause's lines.</summary>
/// <param name="Text">Empty where the number alone decides.</param>
public readonly record struct LineKey(long Number, string Text);

/// <summary>A field of a record, or a whole record, that stands behind a cause.</summary>
/// <param name="Pair">Null: the whole record.</param>
/// <param name="LinkId">Null for a record that is not linked yet.</param>
/// <param name="Target">The side that the value was to go to; null where that is not stored.</param>
/// <param name="Value">As it was to be written; null where that is not stored.</param>
/// <param name="Detail">What the other system said of it in its own words.</param>
public sealed record ProblemLine(
    LineKey Key, long? LinkId, EntityRef Entity, ActorType Type, string ErpKey, FieldPair? Pair, Side? Target, string? Value, DateTimeOffset? NextTry, LocalText? Detail = null);

/// <summary>Something that concerns a whole connection.</summary>
/// <param name="Key">As <see cref="ProblemCause.Key"/>.</param>
/// <param name="NextTry">Null where no time is set.</param>
/// <param name="Detail">The other system's own words, or why a run stands.</param>
/// <param name="RunId">The run that stands because of it.</param>
public sealed record ConnectionTrouble(
    Connection Connection, string Key, ProblemOwner Owner, DateTimeOffset Since, DateTimeOffset? NextTry, LocalText? Detail, long? RunId);
