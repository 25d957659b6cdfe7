using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Web.Api.Answers;

/// <summary>One write of one field.</summary>
/// <param name="Side">The side that was written.</param>
/// <param name="Old">What it held before; null where that was deleted with a person's data.</param>
/// <param name="New">What it held after, or was to hold.</param>
/// <param name="Cause">A word that never changes.</param>
/// <param name="By">Whom it was done for.</param>
/// <param name="Run">The run it was part of.</param>
/// <param name="Operation">The Save it was part of.</param>
/// <param name="CanBeUndone">The old value can be put back.</param>
public sealed record ChangeAnswer(
    long Id, Guid Connection, long? Link, EntityAnswer Entity, Side Side, string CrmField, string ErpField, string? Old, string? New, ChangeState State, string Cause, string By,
    long? Run, Guid? Operation, int MappingVersion, DateTimeOffset At, bool CanBeUndone)
{
    public static ChangeAnswer Of(HistoryLine line)
    {
        var change = line.Change;
        return new ChangeAnswer(
            change.Id, change.ConnectionId, change.LinkId, EntityAnswer.Of(change.Entity), change.Side, change.Pair.Crm, change.Pair.Erp, change.IsErased ? null : change.Old,
            change.IsErased ? null : change.Stored ?? change.Sent, change.State, change.Cause, line.By, change.RunId, change.OperationId, change.MappingVersion, change.At,
            line.CanBeUndone);
    }
}

/// <summary>Something that happened to a link as a whole.</summary>
/// <param name="Before">The actor's key, or the record's id, before a renumbering or a move.</param>
public sealed record LinkEventAnswer(
    long Id, Guid Connection, long Link, LinkEventKind Kind, EntityAnswer Entity, ActorType ActorType, string ErpKey, string? Before, string By, long? Run, Guid? Operation,
    DateTimeOffset At)
{
    public static LinkEventAnswer Of(LinkEventLine line) => new(
        line.Event.Id, line.Event.ConnectionId, line.Event.LinkId, line.Event.Kind, EntityAnswer.Of(line.Event.Entity), line.Event.ActorType, line.Event.ErpKey, line.Event.Before,
        line.By, line.Event.RunId, line.Event.OperationId, line.Event.At);
}

/// <summary>What to take back; exactly one is named.</summary>
/// <param name="Change">One field's change.</param>
/// <param name="Operation">All of one Save.</param>
/// <param name="Run">All of one run.</param>
/// <param name="Since">This change and all later ones of its record on its connection.</param>
public sealed record UndoRequest(long? Change = null, Guid? Operation = null, long? Run = null, long? Since = null);
