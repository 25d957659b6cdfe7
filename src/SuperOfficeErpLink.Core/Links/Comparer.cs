using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Matching;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>What to compare: an actor to link, or the one already linked (key null).</summary>
public sealed record CompareRequest(EntityRef Entity, Guid ConnectionId, ActorType ActorType, string? ErpKey);

/// <summary>Both sides of a link, or of one that may be made, with what can be chosen.</summary>
/// <param name="Link">Null while there is none.</param>
public sealed record ActorComparison(
    Connection Connection, ActorType ActorType, string ErpKey, string ActorName, bool ActorIsActive, Link? Link, IReadOnlyList<CompareRow> Rows)
{
    /// <summary>Fields the user is asked for besides; none for a link that stands.</summary>
    public IReadOnlyList<AskedRow> Asked { get; init; } = [];

    /// <summary>Stands for all values shown: equal only while both sides hold the same.</summary>
    public string Seen => Fingerprint.Of(
        Rows.Select(row => $"{row.Rule.Pair} {row.Crm.Text?.Length} {row.Crm.Text} {row.Erp.Text?.Length} {row.Erp.Text}")
            .Concat(Asked.Select(row => $"{row.Info.Key} {row.Held.Length} {row.Held}")));

    /// <summary>The link as decided, for a draft.</summary>
    public DraftConnect ToConnect(IReadOnlyDictionary<Mapping.FieldPair, Choice> chosen, IReadOnlyList<AskedValue> asked) =>
        new(ActorType, ErpKey, ActorName, ToChoices(chosen), asked.Count == 0 ? null : asked);

    /// <summary>Every pair with what was chosen; a pair that is not named gets its preselection.</summary>
    public IReadOnlyList<FieldChoice> ToChoices(IReadOnlyDictionary<Mapping.FieldPair, Choice> chosen) =>
        [.. Rows.Where(row => row.WasRead).Select(row =>
        {
            var choice = chosen.TryGetValue(row.Rule.Pair, out var wanted) && row.MayChoose(wanted) ? wanted : row.Preselected;
            return new FieldChoice(row.Rule.Pair, choice, row.Crm.Text!, row.Erp.Text!);
        })];
}

/// <summary>Compares a record with an actor.</summary>
public sealed class Comparer(
    IConnectionStore connections, ILinkStore links, LinkContexts contexts, SideReader reader, ErpSessions sessions, IWriteStore writes)
{
    /// <summary>Null when the record, the actor or the link does not exist.</summary>
    /// <exception cref="ConnectorException">When either system cannot be read.</exception>
    public async Task<ActorComparison?> CompareAsync(UserContext user, CompareRequest request, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(request.ConnectionId, cancellationToken);
        connection.DemandConnect(user);

        var link = request.ErpKey is null
            ? (await links.ListAsync(request.Entity, cancellationToken)).FirstOrDefault(one => one.ConnectionId == connection.Id && one.State == LinkState.Active)
            : null;
        var (type, key) = link is null ? (request.ActorType, request.ErpKey) : (link.ActorType, link.ErpKey);
        if (key is null || EntityTypes.For(type) != request.Entity.Type
            || await contexts.FindAsync(connection, type, orStored: false, cancellationToken) is not { } context)
        {
            return null;
        }

        var asked = link is null ? AskedValues.FieldsOf(context.Rules) : [];
        var read = await reader.ReadAsync(context, request.Entity, key, [.. asked.Select(info => info.Key)], cancellationToken);
        if (read.Crm is null || read.Erp is null)
        {
            return null;
        }

        var bases = link is null ? new BasePair?[context.Rules.Fields.Count] : await contexts.BasesAsync(link, context.Rules, cancellationToken);
        var conflicts = link is null ? [] : await writes.ListConflictsAsync(link.Id, cancellationToken);
        var state = new RecordState(read.Crm.Values, read.Erp.Values, bases);
        return new ActorComparison(
            connection, type, key, await NameOfAsync(context, read.Erp, cancellationToken), read.Erp.IsActive, link,
            CompareRows.Of(context.Rules, state, link is not null, conflicts))
        {
            Asked = asked.Count == 0 ? [] : AskedValues.Rows(context.Rules, read.Also),
        };
    }

    private async Task<string> NameOfAsync(LinkContext context, ErpRecord actor, CancellationToken cancellationToken)
    {
        var fields = ActorNames.FieldsOf(context.Rules.Actor, context.Rules.Mapping);
        var positions = fields.Select(context.Rules.ErpFields.IndexOf).ToList();
        if (positions.TrueForAll(position => position >= 0))
        {
            return ActorNames.Of(actor.Key, positions.Select(position => actor.Values[position]));
        }

        var read = await sessions.CallAsync(
            context.Connection, (session, token) => session.GetAsync(context.ActorType, new FieldSet(fields), [actor.Key], token), cancellationToken);
        return read.Found is [var named, ..] ? ActorNames.Of(actor.Key, named.Values) : actor.Key;
    }
}

/// <summary>Which fields of an actor type are its name.</summary>
public static class ActorNames
{
    /// <summary>A person's first and last name, by what they are mapped to; else the first mandatory text field.</summary>
    public static IReadOnlyList<string> FieldsOf(ActorTypeInfo actor, Mapping.ActorMapping? mapping)
    {
        var parts = actor.Type == ActorType.Person && mapping is not null
            ? PersonName.Parts.Select(part => mapping.Fields.FirstOrDefault(mapped => mapped.Crm == part && actor.Find(mapped.Erp) is not null)?.Erp).OfType<string>().ToList()
            : [];
        return parts.Count > 0 ? parts : [FieldOf(actor)];
    }

    /// <summary>What people call an actor; its key where it has no name.</summary>
    public static string Of(string key, IEnumerable<FieldValue> values) =>
        string.Join(' ', values.Where(value => value.HasText).Select(value => value.Text)) is { Length: > 0 } name ? name : key;

    private static string FieldOf(ActorTypeInfo actor) =>
        (actor.Fields.FirstOrDefault(info => info is { Access: FieldAccess.Mandatory, Type: FieldType.Text })
            ?? actor.Fields.FirstOrDefault(info => info.Type == FieldType.Text && info.Access != FieldAccess.ReadOnly)
            ?? actor.Fields[0]).Key;
}
