using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.History;

/// <summary>The history as one user may see it.</summary>
/// <param name="Connections">Those whose history the user sees.</param>
public sealed record HistoryView(IReadOnlyList<Connection> Connections, HistoryPage Page);

/// <summary>Reads the history for users: each sees that of the connections he may use, an administrator all.</summary>
public sealed class HistoryReader(IConnectionStore connections, IHistoryStore history, ILinkEventStore events, ILinkStore links, LinkContexts contexts)
{
    public const int PageSize = 50;

    /// <summary>Of a record: that many of its newest changes are looked through for what its fields hold.</summary>
    public const int Deep = 1000;

    private const int AtOnce = 4000;

    public async Task<HistoryView> LoadAsync(
        UserContext user, HistoryFilter filter, HistoryPlace? after, CancellationToken cancellationToken, int atMost = PageSize)
    {
        var visible = await VisibleAsync(user, cancellationToken);
        return new HistoryView(visible, await history.ListAsync(filter, Ids(user, visible), after, atMost, cancellationToken));
    }

    /// <summary>Every change of a filter, the newest first, however many.</summary>
    public async IAsyncEnumerable<IReadOnlyList<HistoryLine>> ReadAsync(UserContext user, HistoryFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = Ids(user, await VisibleAsync(user, cancellationToken));
        HistoryPlace? place = null;
        do
        {
            var page = await history.ListAsync(filter, ids, place, AtOnce, cancellationToken);
            yield return page.Lines;
            place = page.Next;
        }
        while (place is not null);
    }

    public Task<IReadOnlyList<HistoryPerson>> ListPeopleAsync(CancellationToken cancellationToken) => history.ListPeopleAsync(cancellationToken);

    /// <summary>Events of links, the newest first.</summary>
    public async Task<IReadOnlyList<LinkEventLine>> ListEventsAsync(
        UserContext user, LinkEventFilter filter, long? before, CancellationToken cancellationToken, int atMost = PageSize) =>
        await events.ListAsync(filter, Ids(user, await VisibleAsync(user, cancellationToken)), before, atMost, cancellationToken);

    /// <summary>Why the fields of a record hold what they hold, for each of its links.</summary>
    public async Task<IReadOnlyList<LinkStory>> ExplainAsync(UserContext user, EntityRef entity, CancellationToken cancellationToken)
    {
        var visible = (await VisibleAsync(user, cancellationToken)).ToDictionary(connection => connection.Id);
        var linked = (await links.ListAsync(entity, cancellationToken)).Where(link => link.State == LinkState.Active && visible.ContainsKey(link.ConnectionId)).ToList();
        if (linked.Count == 0)
        {
            return [];
        }

        var page = await history.ListAsync(HistoryFilter.All with { Entity = entity, State = ChangeState.Done }, [.. visible.Keys], null, Deep, cancellationToken);
        var written = page.Lines.ToLookup(line => (line.Change.ConnectionId, line.Change.Pair));
        var stories = new List<LinkStory>();
        foreach (var link in linked.OrderBy(link => visible[link.ConnectionId].Rank))
        {
            stories.Add(await ExplainAsync(visible[link.ConnectionId], link, pair => [.. written[(link.ConnectionId, pair)]], page.Next is not null, cancellationToken));
        }

        return stories;
    }

    public async Task<IReadOnlyList<Connection>> VisibleAsync(UserContext user, CancellationToken cancellationToken) =>
        [.. (await connections.ListAsync(cancellationToken)).Where(connection => ConnectionList.MaySee(connection, user))];

    private async Task<LinkStory> ExplainAsync(
        Connection connection, Link link, Func<Mapping.FieldPair, IReadOnlyList<HistoryLine>> written, bool isCut, CancellationToken cancellationToken)
    {
        if (await FindContextAsync(connection, link.ActorType, cancellationToken) is not { } context)
        {
            return new LinkStory(connection, link, []);
        }

        var bases = await contexts.BasesAsync(link, context.Rules, cancellationToken);
        var fields = new List<FieldStory>();
        for (var index = 0; index < context.Rules.Fields.Count; index++)
        {
            var rule = context.Rules.Fields[index];
            var chain = written(rule.Pair);
            var then = chain.Count == 0 ? null
                : (await connections.GetMappingAsync(connection.Id, chain[0].Change.MappingVersion, cancellationToken)).Actors
                    .FirstOrDefault(actor => actor.Actor == link.ActorType)?.Pairs.FirstOrDefault(mapping => mapping.Pair == rule.Pair);
            fields.Add(new FieldStory(rule, bases[index], chain, then, isCut));
        }

        return new LinkStory(connection, link, fields);
    }

    /// <summary>An ERP that has never said what it offers, and a type that is no longer synced, have nothing to explain.</summary>
    private async Task<LinkContext?> FindContextAsync(Connection connection, ActorType type, CancellationToken cancellationToken)
    {
        try
        {
            return connection.Active ? await contexts.FindAsync(connection, type, orStored: true, cancellationToken) : null;
        }
        catch (ConnectorException failure) when (failure.Kind != FailureKind.Defect)
        {
            return null;
        }
    }

    /// <summary>Null: all, those of deleted connections included.</summary>
    private static IReadOnlyCollection<Guid>? Ids(UserContext user, IReadOnlyList<Connection> visible) => user.IsAdministrator ? null : [.. visible.Select(connection => connection.Id)];
}
