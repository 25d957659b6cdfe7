using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Matching;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <param name="Text">Null: prefilled with the record's name; empty: everything.</param>
public sealed record ActorQuery(EntityRef Entity, Guid ConnectionId, ActorType ActorType, string? Text, string? PageToken)
{
    /// <summary>All must hold. Null: a simple search, which also suggests.</summary>
    public IReadOnlyList<Criterion>? Criteria { get; init; }
}

/// <param name="NameFields">The ERP fields that are a row's name together.</param>
/// <param name="Columns">The ERP fields of each row's values.</param>
/// <param name="Suggestions">Up to three, on the first page and only while the text is the record's name: whoever searches for something else has seen them.</param>
/// <param name="NextToken">Null on the last page.</param>
public sealed record FoundActors(
    Connection Connection, ActorTypeInfo ActorType, IReadOnlyList<string> NameFields, string EntityName, string Text, IReadOnlyList<FieldInfo> Columns, IReadOnlyList<FoundActor> Suggestions,
    IReadOnlyList<FoundActor> Actors, string? NextToken)
{
    /// <summary>What people know a row by: its name and number.</summary>
    public string NameOf(FoundActor actor)
    {
        var columns = Columns.ToList();
        var name = ActorNames.Of(
            actor.Key, NameFields.Select(field => columns.FindIndex(column => column.Key == field)).Where(index => index >= 0).Select(index => actor.Values[index]));
        return name == actor.Key ? name : $"{name} {actor.Key}";
    }
}

/// <param name="Values">List values by name.</param>
/// <param name="Holder">The record it is linked to; such an actor cannot be picked.</param>
/// <param name="Match">For a suggestion.</param>
public sealed record FoundActor(string Key, bool IsActive, IReadOnlyList<FieldValue> Values, ActorHolder? Holder, Match? Match);

/// <param name="Name">Null when the record no longer exists.</param>
public sealed record ActorHolder(EntityRef Entity, string? Name);

/// <summary>Finds actors to link.</summary>
public sealed class ActorSearch(
    IConnectionStore connections, ILinkStore links, LinkContexts contexts, ErpSessions sessions, ICrm crm, ErpListTexts lists, PersonParents parents)
{
    private const int PageSize = 25;
    private const int Candidates = 15;
    private const int MostSuggestions = 3;

    /// <summary>Null when the record does not exist, the ERP does not offer the type, or a person's company is not linked.</summary>
    /// <exception cref="ConnectorException">When the ERP cannot be searched.</exception>
    public async Task<FoundActors?> SearchAsync(UserContext user, ActorQuery query, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(query.ConnectionId, cancellationToken);
        connection.DemandConnect(user);
        if (EntityTypes.For(query.ActorType) != query.Entity.Type
            || await contexts.FindAsync(connection, query.ActorType, orStored: false, cancellationToken) is not { } context
            || await crm.FindNameAsync(query.Entity, cancellationToken) is not { } name)
        {
            return null;
        }

        var parent = await parents.FindAsync(
            user.Id, query.Entity, connection, await sessions.DescribeAsync(connection, orStored: false, cancellationToken), cancellationToken);
        if (parent is not (null or PersonParent.Linked))
        {
            return null;
        }

        var under = (parent as PersonParent.Linked)?.Actor;
        DemandUsable(context, query.Criteria ?? []);
        var columns = ColumnsOf(context);
        var fields = new FieldSet([.. columns.Select(column => column.Key)]);
        var text = query.Text ?? name;
        var page = await sessions.CallAsync(
            connection, (session, token) => session.SearchAsync(query.ActorType, fields, new SearchRequest(text, under, query.Criteria ?? [], query.PageToken, PageSize), token),
            cancellationToken);
        var isPrefilled = query.Criteria is null && query.PageToken is null && string.Equals(text, name, StringComparison.Ordinal);
        var suggestions = isPrefilled ? await SuggestAsync(context, query.Entity, under, fields, name, cancellationToken) : [];
        var holders = await HoldersAsync(context, [.. page.Records.Concat(suggestions.Select(one => one.Record)).Select(record => record.Key)], cancellationToken);
        var texts = await lists.ForAsync(connection, columns, cancellationToken);
        return new FoundActors(
            connection, context.Rules.Actor, ActorNames.FieldsOf(context.Rules.Actor, context.Rules.Mapping), name, text, columns,
            [.. suggestions.Select(one => ToFound(one.Record, one.Match, columns, holders, texts))],
            [.. page.Records.Select(record => ToFound(record, null, columns, holders, texts))],
            page.NextToken);
    }

    /// <summary>The ERP is asked nothing that it did not say it can be asked.</summary>
    private static void DemandUsable(LinkContext context, IReadOnlyList<Criterion> criteria)
    {
        foreach (var criterion in criteria)
        {
            var line = new SearchLine(criterion.Field, criterion.Operator, [.. criterion.Values.Select(value => value.Text ?? "")]);
            if (Criteria.Check(context.Rules.Actor, line) is not LineCheck.Used)
            {
                throw new ConnectorException(
                    FailureKind.Misconfigured,
                    LocalText.Of("The ERP's fields have changed. Open the search again.", "ERP-systemets felter er ændret. Åbn søgningen igen."),
                    $"Criterion {criterion.Field} {criterion.Operator} does not fit the ERP's description.");
            }
        }
    }

    private static List<FieldInfo> ColumnsOf(LinkContext context)
    {
        var columns = context.Rules.Mapping.InSearch.Select(mapped => context.Rules.Actor.Find(mapped.Erp)).OfType<FieldInfo>().ToList();
        return columns.Count > 0 ? columns : [.. ActorNames.FieldsOf(context.Rules.Actor, context.Rules.Mapping).Select(field => context.Rules.Actor.Find(field)!)];
    }

    /// <summary>Looks the record up by its organisation number or, for a person, e-mail, and the words of its name, all at once, and scores what is found.</summary>
    private async Task<IReadOnlyList<(ErpRecord Record, Match Match)>> SuggestAsync(
        LinkContext context, EntityRef entity, ActorRef? under, FieldSet columns, string name, CancellationToken cancellationToken)
    {
        var crmRead = await crm.GetAsync(entity.Type, context.Rules.CrmFields, [entity.Key], cancellationToken);
        if (crmRead.Found is not [var entityRecord, ..])
        {
            return [];
        }

        var both = new FieldSet([.. context.Rules.ErpFields.Keys, .. columns.Keys]);
        var searches = SearchTexts(context, entityRecord, name).Select(text => sessions.CallAsync(
            context.Connection, (session, token) => session.SearchAsync(context.ActorType, both, new SearchRequest(text, under, [], null, Candidates), token),
            cancellationToken));
        var found = (await Task.WhenAll(searches)).SelectMany(page => page.Records).DistinctBy(record => record.Key, StringComparer.Ordinal);
        var count = context.Rules.ErpFields.Keys.Count;
        return [.. found
            .Select(record => (Record: record with { Values = record.Values[count..] }, Match: Matcher.Compare(context.Rules, entityRecord.Values, record.Values[..count])))
            .Where(one => one.Match.Score >= Matcher.LikelyFrom)
            .OrderByDescending(one => one.Record.IsActive).ThenByDescending(one => one.Match.Score).ThenBy(one => one.Record.Key, StringComparer.Ordinal)
            .Take(MostSuggestions)];
    }

    private static List<string> SearchTexts(LinkContext context, ErpRecord entity, string name)
    {
        var texts = NameSimilarity.SearchWords(name).Take(2).ToList();
        for (var index = 0; index < context.Rules.Fields.Count; index++)
        {
            if (!entity.Values[index].HasText)
            {
                continue;
            }

            if (context.Rules.EntityType == EntityType.Person && context.Rules.Fields[index].Pair.Crm == "email")
            {
                texts.Add(entity.Values[index].Text!);
            }

            if (context.Rules.Fields[index].Mapping.Normaliser == Normaliser.OrganisationNumber)
            {
                texts.Add(Comparison.Normalisers.Normalise(Normaliser.OrganisationNumber, entity.Values[index].Text!));
            }
        }

        return texts;
    }

    private async Task<IReadOnlyDictionary<string, ActorHolder>> HoldersAsync(LinkContext context, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var held = await links.FindHoldersAsync(context.Connection.Id, context.Rules.Actor.KeySpace, keys, cancellationToken);
        var names = await crm.GetNamesAsync(context.Rules.EntityType, [.. held.Values.Select(entity => entity.Id).Distinct()], cancellationToken);
        return held.ToDictionary(one => one.Key, one => new ActorHolder(one.Value, names.GetValueOrDefault(one.Value.Id)), StringComparer.Ordinal);
    }

    private static FoundActor ToFound(
        ErpRecord record, Match? match, IReadOnlyList<FieldInfo> columns, IReadOnlyDictionary<string, ActorHolder> holders, ListTexts texts) =>
        new(record.Key, record.IsActive, [.. columns.Select((column, index) => texts.Show(column, record.Values[index]))], holders.GetValueOrDefault(record.Key), match);
}
