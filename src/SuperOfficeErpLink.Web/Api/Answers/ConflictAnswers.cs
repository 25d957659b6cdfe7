using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Conflicts;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Web.Api.Answers;

/// <summary>Open conflicts of one field of one type of actor with one kind of difference.</summary>
/// <param name="Oldest">When the first of them was found.</param>
public sealed record ConflictGroupAnswer(
    Guid Connection, ActorType ActorType, string CrmField, string ErpField, DifferenceClass Difference, int Count, DateTimeOffset Oldest)
{
    public static ConflictGroupAnswer Of((Connection Connection, ConflictGroupCount Count) one) => new(
        one.Connection.Id, one.Count.Group.Type, one.Count.Group.Pair.Crm, one.Count.Group.Pair.Erp, one.Count.Group.Difference, one.Count.Count, one.Count.Oldest);
}

/// <summary>A field that both sides changed to different values.</summary>
/// <param name="Crm">Canonical; blank is "".</param>
/// <param name="Erp">Canonical; blank is "".</param>
/// <param name="Base">What both held when they last agreed; null: they never did.</param>
/// <param name="Seen">Stands for both values: a choice holds only for them.</param>
public sealed record ConflictAnswer(
    long Link, EntityAnswer Entity, string ErpKey, ConflictKind Kind, string Crm, string Erp, ConflictBase? Base, DateTimeOffset Since, bool CrmMayWin, bool ErpMayWin,
    string Seen)
{
    public static ConflictAnswer Of(ConflictLine line) => new(
        line.Of.LinkId, EntityAnswer.Of(line.Of.Entity), line.Of.ErpKey, line.Of.Conflict.Kind, line.Of.Conflict.Crm, line.Of.Conflict.Erp,
        line.Of.Conflict.Base is { } agreed ? new ConflictBase(agreed.Crm, agreed.Erp) : null, line.Of.Conflict.Since, line.ToErp.IsHeld, line.ToCrm.IsHeld, line.Of.Conflict.Seen);
}

/// <summary>A pair of values that was agreed.</summary>
public sealed record ConflictBase(string Crm, string Erp);

/// <summary>Choices in conflicts of one connection.</summary>
/// <param name="ShownAt">
/// Before the conflicts were read: other conflicts of the same address are decided with them, as they stood then. Without it an address is decided only where all of
/// its conflicts are named.
/// </param>
public sealed record ChoicesRequest(Guid Connection, IReadOnlyList<ConflictChoiceRequest> Choices, DateTimeOffset? ShownAt = null);

/// <param name="Seen">Of the conflict as it was read: where a value has changed since, the conflict is left alone.</param>
public sealed record ConflictChoiceRequest(long Link, string CrmField, string ErpField, Choice Choice, string Seen)
{
    public ConflictChoice ToChoice() => new(Link, new FieldPair(CrmField, ErpField), Choice, Seen);
}
