using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>What is in the way of creating at all.</summary>
public enum CreateObstacle
{
    None = 0,

    /// <summary>The ERP lets us create no actor of the type.</summary>
    ErpCannot = 1,

    /// <summary>The company the record belongs to is not linked to an actor that can hold it.</summary>
    NoParent = 2,
}

/// <summary>All that the create dialog shows and decides with.</summary>
/// <param name="Before">What the user's draft says already.</param>
/// <param name="NameFields">The ERP fields that are the new actor's name together.</param>
public sealed record CreateForm(
    Connection Connection, ActorTypeInfo ActorType, string EntityName, CreateObstacle Obstacle, DraftParent? Parent, IReadOnlyList<CreateRow> Rows,
    IReadOnlyList<SeenValue> Seen, DraftCreate? Before, IReadOnlyList<string> NameFields)
{
    /// <summary>Stands for the CRM's values as they were shown: equal only while the CRM holds the same.</summary>
    public string Stamp => Fingerprint.Of(Seen.Select(seen => $"{seen.Pair} {seen.Text?.Length} {seen.Text}"));

    /// <summary>A record's form, of what was read. Pure.</summary>
    /// <param name="crm">In the order of the rules.</param>
    /// <param name="before">What the user's draft says; of another type it says nothing here.</param>
    /// <param name="refused">Fields the ERP refused: the user is asked for them, too.</param>
    public static CreateForm Of(
        LinkContext context, EntityType entity, string name, IReadOnlyList<FieldValue> crm, DraftParent? parent, DraftCreate? before,
        IReadOnlyCollection<string> refused)
    {
        var rules = context.Rules;
        var obstacle = !rules.Actor.Can.HasFlag(Abilities.Create) ? CreateObstacle.ErpCannot
            : entity == EntityType.Person && parent is null ? CreateObstacle.NoParent
            : CreateObstacle.None;
        var draft = before?.ActorType == context.ActorType ? before : null;
        var asked = refused.Concat(draft?.Values.Where(value => value.IsTyped).Select(value => value.Pair.Erp) ?? []).ToHashSet(StringComparer.Ordinal);
        return new CreateForm(
            context.Connection, rules.Actor, name, obstacle, parent, CreateRows.Of(rules, crm, asked), CreateRows.Seen(rules, crm), draft,
            ActorNames.FieldsOf(rules.Actor, rules.Mapping));
    }

    /// <param name="typed">What was typed in a field, in canonical form; null: it is not in the form its type has.</param>
    public CreateAnswer Answer(Func<FieldInfo, string?> typed, Guid id) =>
        Answer(Rows.Where(row => row.IsAsked).ToDictionary(row => row.Info.Key, row => typed(row.Info), StringComparer.Ordinal), id);

    /// <param name="typed">Canonical text by field key; null: it could not be read.</param>
    public CreateAnswer Answer(IReadOnlyDictionary<string, string?> typed, Guid id)
    {
        var mistakes = new Dictionary<string, CannotHold>(StringComparer.Ordinal);
        var values = new List<NewValue>();
        foreach (var row in Rows)
        {
            var value = !row.IsAsked ? row.Proposed : typed.TryGetValue(row.Info.Key, out var text) ? text : "";
            if (row.Refusal(value) is var mistake and not CannotHold.None)
            {
                mistakes[row.Info.Key] = mistake;
            }
            else if (row.IsAsked || value!.Length > 0)
            {
                values.Add(new NewValue(row.Pair, value!, row.IsAsked));
            }
        }

        var name = ActorNames.Of(EntityName, NameFields.Select(field => FieldValue.Of(values.FirstOrDefault(value => value.Pair.Erp == field)?.Text)));
        return new CreateAnswer(mistakes, new DraftCreate(ActorType.Type, name, DraftCreate.NewReference(id), Parent, Seen, values));
    }
}

/// <param name="Mistakes">By field key; the draft is to be used only when there is none.</param>
public sealed record CreateAnswer(IReadOnlyDictionary<string, CannotHold> Mistakes, DraftCreate Draft);

/// <summary>Prepares the create dialog. It only reads.</summary>
public sealed class Creator(IConnectionStore connections, IDraftStore drafts, LinkContexts contexts, ICrm crm, IParentLinks parents)
{
    /// <summary>Null when the record does not exist or the ERP does not offer the type.</summary>
    /// <param name="refused">Fields the ERP refused: the user is asked for them, too.</param>
    /// <exception cref="ConnectorException">When either system cannot be read.</exception>
    public async Task<CreateForm?> LoadAsync(
        UserContext user, EntityRef entity, Guid connectionId, ActorType type, IReadOnlyCollection<string> refused, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(connectionId, cancellationToken);
        connection.DemandCreate(user);
        if (EntityTypes.For(type) != entity.Type
            || await contexts.FindAsync(connection, type, orStored: false, cancellationToken) is not { } context
            || await crm.FindNameAsync(entity, cancellationToken) is not { } name
            || (await crm.GetAsync(entity.Type, context.Rules.CrmFields, [entity.Key], cancellationToken)).Found is not [var record, ..])
        {
            return null;
        }

        var link = entity.Type == EntityType.Company ? null : await parents.FindAsync(entity, connectionId, cancellationToken);
        var parent = link is null ? null : DraftParent.Of(entity.Type, context.Rules.Actor, link);
        var draft = (await drafts.FindAsync(user.Id, entity, cancellationToken))?.Draft.Find(connectionId)?.Create;
        return CreateForm.Of(context, entity.Type, name, record.Values, parent, draft, refused);
    }
}
