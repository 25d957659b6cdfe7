using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>An entity and an actor to be linked, decided in one go.</summary>
/// <param name="Otherwise">
/// Whose value is right in fields that differ and are not named, but for those that the other side governs; null: each of them must be named.
/// </param>
/// <param name="Choices">By pair.</param>
/// <param name="Entered">Values of fields that no CRM field is mapped to, by ERP field; what is not named stays as it is.</param>
/// <param name="Seen">Of the comparison it was decided on; null: whatever both hold now.</param>
/// <param name="Mark">Whose order it is and under which key: by it alone an order knows what an earlier try of the same has made.</param>
public sealed record LinkOrder(
    EntityRef Entity, Guid ConnectionId, ActorRef Actor, Choice? Otherwise, IReadOnlyDictionary<FieldPair, Choice> Choices,
    IReadOnlyDictionary<string, string> Entered, string? Seen, string Mark);

/// <summary>A field that keeps an order from being carried out.</summary>
/// <param name="Pair">Its CRM side is blank for a field that no CRM field is mapped to.</param>
public sealed record UndecidedField(FieldPair Pair, Undecided Why, CannotHold Reason = CannotHold.None);

public enum Undecided
{
    /// <summary>The two differ and the order does not say whose value is right.</summary>
    NotChosen = 0,

    /// <summary>The side that would be written cannot hold the chosen value.</summary>
    CannotBeHeld = 1,

    /// <summary>A value can go over, so both cannot be kept.</summary>
    CannotKeepBoth = 2,

    /// <summary>There is no such field to decide.</summary>
    Unknown = 3,
}

/// <summary>What became of an order to link or unlink.</summary>
public abstract record LinkOrderOutcome
{
    private LinkOrderOutcome()
    {
    }

    /// <param name="Link">Reserved while something is still being settled in the background.</param>
    /// <param name="Saved">What was written; null where an earlier try had done it.</param>
    public sealed record Linked(Link Link, PartResult.Saved? Saved) : LinkOrderOutcome;

    public sealed record Unlinked : LinkOrderOutcome;

    /// <summary>The record has an actor on this connection.</summary>
    public sealed record AlreadyLinked(Link Link) : LinkOrderOutcome;

    /// <summary>The link is gone, or changed since.</summary>
    public sealed record NotLinked : LinkOrderOutcome;

    /// <summary>The user has decided something for the record and not saved it: it is not saved behind his back.</summary>
    public sealed record DraftOpen : LinkOrderOutcome;

    /// <summary>Either side holds other values than those it was decided on.</summary>
    public sealed record ChangedMeanwhile : LinkOrderOutcome;

    /// <summary>The record or the actor does not exist, or the type is not synced.</summary>
    public sealed record NotThere : LinkOrderOutcome;

    public sealed record NotDecided(IReadOnlyList<UndecidedField> Fields) : LinkOrderOutcome;

    /// <summary>Persons are linked below the company's actor and would go with it.</summary>
    public sealed record HasPersons(IReadOnlyList<EntityRef> Persons) : LinkOrderOutcome;

    /// <summary>The Save was not done; nothing was written, or what was is being settled in the background.</summary>
    public sealed record NotSaved(SaveResult Result) : LinkOrderOutcome;
}

/// <summary>What an order means for each field of a comparison. Pure.</summary>
public static class LinkDecisions
{
    /// <summary>The choices of every row, and what keeps them from being carried out.</summary>
    public static (IReadOnlyDictionary<FieldPair, Choice> Chosen, IReadOnlyList<UndecidedField> Undecided) Of(IReadOnlyList<CompareRow> rows, LinkOrder order)
    {
        var chosen = new Dictionary<FieldPair, Choice>();
        var undecided = order.Choices.Keys.Where(pair => rows.All(row => row.Rule.Pair != pair)).Select(pair => new UndecidedField(pair, Undecided.Unknown)).ToList();
        foreach (var row in rows)
        {
            var pair = row.Rule.Pair;
            if (order.Choices.TryGetValue(pair, out var wanted))
            {
                if (row.MayChoose(wanted) || row.Kind == RowKind.Equal)
                {
                    chosen[pair] = row.Kind == RowKind.Equal ? Choice.KeepBoth : wanted;
                }
                else
                {
                    undecided.Add(Refused(row, wanted));
                }
            }
            else if (row.Kind != RowKind.Different)
            {
                chosen[pair] = Choice.KeepBoth;
            }
            else if (order.Otherwise is not { } side)
            {
                undecided.Add(new UndecidedField(pair, Undecided.NotChosen));
            }
            else if (row.MayChoose(side) || row.MayKeepBoth)
            {
                chosen[pair] = row.MayChoose(side) ? side : Choice.KeepBoth;
            }
            else if (GovernedBy(row) is { } governing)
            {
                chosen[pair] = governing;
            }
            else
            {
                undecided.Add(Refused(row, side));
            }
        }

        return (chosen, undecided);
    }

    /// <summary>The side whose value stands because the other cannot be written; null where both may be.</summary>
    private static Choice? GovernedBy(CompareRow row) =>
        row.ToErp.Reason == CannotHold.ReadOnly && row.MayChoose(Choice.Erp) ? Choice.Erp
        : row.ToCrm.Reason == CannotHold.ReadOnly && row.MayChoose(Choice.Crm) ? Choice.Crm
        : null;

    private static UndecidedField Refused(CompareRow row, Choice wanted) => wanted == Choice.KeepBoth
        ? new UndecidedField(row.Rule.Pair, Undecided.CannotKeepBoth)
        : new UndecidedField(row.Rule.Pair, Undecided.CannotBeHeld, (wanted == Choice.Crm ? row.ToErp : row.ToCrm).Reason);
}
