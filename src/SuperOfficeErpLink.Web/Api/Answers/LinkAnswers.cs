using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Web.Api.Answers;

/// <summary>A record in the CRM.</summary>
public sealed record EntityAnswer(EntityType Type, long Id)
{
    public static EntityAnswer Of(EntityRef entity) => new(entity.Type, entity.Id);

    public EntityRef ToRef() => new(Type, Id);
}

/// <summary>A record in the ERP.</summary>
/// <param name="Key">As the ERP knows it; opaque.</param>
/// <param name="Name">What it was called when it was last shown; null: it never was.</param>
public sealed record ActorAnswer(ActorType Type, string Key, string? Name = null);

/// <summary>An entity and an actor that belong together on one connection.</summary>
/// <param name="State">Reserved while the linking is being settled in the background.</param>
/// <param name="CheckedAt">When both sides were last read and compared.</param>
/// <param name="ParentLink">Of a person: the link of its company.</param>
public sealed record LinkAnswer(long Id, Guid Connection, EntityAnswer Entity, ActorAnswer Actor, LinkState State, DateTimeOffset? CheckedAt, long? ParentLink)
{
    public static LinkAnswer Of(Link link) => new(
        link.Id, link.ConnectionId, EntityAnswer.Of(link.Entity), new ActorAnswer(link.ActorType, link.ErpKey, link.LastShown?.Name), link.State, link.CheckedAt, link.ParentLinkId);
}

/// <summary>A link that was made, and what was written for it.</summary>
/// <param name="WrittenToErp">Fields.</param>
/// <param name="WrittenToCrm">Fields.</param>
/// <param name="Refused">Fields that a side refused: both values stand, and each is a problem.</param>
/// <param name="CrmIsPending">The CRM could not be written yet and is tried again.</param>
public sealed record LinkMade(LinkAnswer Link, int WrittenToErp, int WrittenToCrm, IReadOnlyList<RefusedField> Refused, bool CrmIsPending)
{
    public static LinkMade Of(LinkOrderOutcome.Linked linked) => new(
        LinkAnswer.Of(linked.Link), linked.Saved?.ToErp ?? 0, linked.Saved?.ToCrm ?? 0,
        [.. (linked.Saved?.RefusedFields ?? []).Select(error => new RefusedField(error.Field, error.Message.English))], linked.Saved?.CrmIsPending ?? false);
}

/// <param name="Field">Null: the whole record.</param>
public sealed record RefusedField(string? Field, string Detail);

/// <summary>Both sides of a link, or of one that may be made.</summary>
/// <param name="Seen">Stands for all values shown: send it with the order to be told when something has changed.</param>
/// <param name="Link">Null while there is none.</param>
public sealed record ComparisonAnswer(
    Guid Connection, EntityAnswer Entity, ActorAnswer Actor, bool ActorIsActive, LinkAnswer? Link, string Seen, IReadOnlyList<ComparedField> Fields,
    IReadOnlyList<AskedField> Asked)
{
    public static ComparisonAnswer Of(EntityRef entity, ActorComparison compared) => new(
        compared.Connection.Id, EntityAnswer.Of(entity), new ActorAnswer(compared.ActorType, compared.ErpKey, compared.ActorName), compared.ActorIsActive,
        compared.Link is { } link ? LinkAnswer.Of(link) : null, compared.Seen, [.. compared.Rows.Select(ComparedField.Of)],
        [.. compared.Asked.Select(row => new AskedField(row.Info.Key, row.Info.Name.English, row.Held, row.Row.IsMandatory))]);
}

/// <summary>One mapped field with both values.</summary>
/// <param name="CrmField">Key of the CRM field.</param>
/// <param name="ErpField">Key of the ERP field.</param>
/// <param name="Crm">Canonical; blank is "", null: it could not be read.</param>
/// <param name="Erp">Canonical; blank is "", null: it could not be read.</param>
/// <param name="CrmMayWin">The ERP can hold the CRM's value.</param>
/// <param name="ErpMayWin">The CRM can hold the ERP's value.</param>
/// <param name="MayKeepBoth">Both values may stand as they are.</param>
/// <param name="Proposed">What the product would choose.</param>
public sealed record ComparedField(
    string CrmField, string ErpField, string Name, string? Group, Direction Direction, RowKind Kind, string? Crm, string? Erp, bool CrmMayWin, bool ErpMayWin,
    bool MayKeepBoth, Choice Proposed, ConflictKind? Conflict)
{
    public static ComparedField Of(CompareRow row) => new(
        row.Rule.Pair.Crm, row.Rule.Pair.Erp, row.Rule.Crm.Name.English, row.Rule.Mapping.Group, row.Rule.Mapping.Direction, row.Kind, row.Crm.Text, row.Erp.Text,
        row.MayChoose(Choice.Crm), row.MayChoose(Choice.Erp), row.MayChoose(Choice.KeepBoth), row.Preselected, row.Conflict);
}

/// <summary>An ERP field that no CRM field is mapped to and that may be filled when an actor is linked.</summary>
/// <param name="Held">What the actor holds.</param>
public sealed record AskedField(string ErpField, string Name, string Held, bool IsMandatory);

/// <summary>What to link, and whose values are right.</summary>
/// <param name="Otherwise">For fields that differ and are not named in the choices. Without it each of them must be named.</param>
/// <param name="Values">Texts for fields that are asked for, by ERP field.</param>
/// <param name="Seen">Of the comparison that was decided on.</param>
public sealed record LinkRequest(
    Guid Connection, EntityAnswer Entity, ActorRequest Actor, Choice? Otherwise = null, IReadOnlyList<ChoiceRequest>? Choices = null,
    IReadOnlyDictionary<string, string>? Values = null, string? Seen = null)
{
    /// <summary>Null where one field is named twice.</summary>
    public LinkOrder? ToOrder(string mark)
    {
        var choices = (Choices ?? []).ToLookup(choice => new FieldPair(choice.CrmField, choice.ErpField), choice => choice.Choice);
        return choices.Any(pair => pair.Count() > 1)
            ? null
            : new LinkOrder(
                Entity.ToRef(), Connection, new ActorRef(Actor.Type, Actor.Key), Otherwise, choices.ToDictionary(pair => pair.Key, pair => pair.First()),
                Values ?? new Dictionary<string, string>(StringComparer.Ordinal), Seen, mark);
    }
}

public sealed record ActorRequest(ActorType Type, string Key);

/// <summary>Whose value of one field is right.</summary>
public sealed record ChoiceRequest(string CrmField, string ErpField, Choice Choice);
