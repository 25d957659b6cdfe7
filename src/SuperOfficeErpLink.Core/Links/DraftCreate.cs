using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>An actor that is to be created in the ERP, as the user decided in the dialog.</summary>
/// <param name="ActorName">What it will be called, for messages and for finding it again.</param>
/// <param name="Reference">Ours; kept over tries, so that whoever tries again first finds what an earlier try made.</param>
/// <param name="Parent">The actor it will belong to, where there is one.</param>
/// <param name="Seen">What the CRM held in every pair that reaches the ERP; null: not read.</param>
/// <param name="Values">What is sent; a blank is one the user left empty.</param>
public sealed record DraftCreate(
    ActorType ActorType, string ActorName, string Reference, DraftParent? Parent, IReadOnlyList<SeenValue> Seen, IReadOnlyList<NewValue> Values)
{
    /// <summary>Twenty characters: the shortest place an ERP is known to keep for someone else's number.</summary>
    public static string NewReference(Guid id) => $"SOEL-{id.ToString("N")[..15].ToUpperInvariant()}";
}

/// <param name="LinkId">The link the actor's parent is known by.</param>
/// <param name="HoldsLink">The new link hangs below the parent's and goes with it.</param>
/// <param name="IsSent">The ERP is told of the parent.</param>
public sealed record DraftParent(long LinkId, ActorType ActorType, string ErpKey, bool HoldsLink, bool IsSent)
{
    /// <summary>
    /// A person's company must be linked; a project belongs to its company's actor where there is one of the right type. Null: there is no
    /// parent the actor could belong to. Pure.
    /// </summary>
    /// <param name="company">The link of the record's company.</param>
    public static DraftParent? Of(EntityType entity, ActorTypeInfo actor, Link company)
    {
        var isPerson = entity == EntityType.Person;
        return actor.ParentType is { } wanted
            ? company.ActorType == wanted || company.ActorType == ActorType.Partner ? new DraftParent(company.Id, wanted, company.ErpKey, isPerson, IsSent: true) : null
            : isPerson ? new DraftParent(company.Id, company.ActorType, company.ErpKey, HoldsLink: true, IsSent: false)
            : null;
    }
}

public sealed record SeenValue(FieldPair Pair, string? Text);

/// <param name="Pair">The pair it settles; its CRM side is blank where the field is filled by no CRM field.</param>
/// <param name="IsTyped">By the user, so it stands in the dialog when it is opened again.</param>
public sealed record NewValue(FieldPair Pair, string Text, bool IsTyped);
