using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>Whom an advanced search is for, and what it is to find.</summary>
public sealed record SearchTarget(EntityRef Entity, Guid ConnectionId, ActorType ActorType);

/// <summary>What the form of an advanced search is made from.</summary>
/// <param name="Remembered">The user's last lines; null when he has none yet.</param>
/// <param name="Stale">Lines of his that the ERP can no longer be asked; they are gone from the form.</param>
public sealed record AdvancedForm(
    Connection Connection, ActorTypeInfo ActorType, IReadOnlyList<SearchLine> Standard, IReadOnlyList<SearchLine>? Remembered, IReadOnlyList<SearchLine> Stale)
{
    /// <summary>Fields that can be asked for.</summary>
    public IReadOnlyList<FieldInfo> Fields { get; } = [.. ActorType.Fields.Where(Criteria.IsSearchable)];
}

/// <summary>Finds actors by lines of field, operator and value, and remembers the lines of each user.</summary>
public sealed class AdvancedSearch(IConnectionStore connections, LinkContexts contexts, ISearchCriteriaStore criteria, ActorSearch search)
{
    /// <summary>Null when the ERP does not offer the type, or none of its fields can be searched.</summary>
    /// <exception cref="ConnectorException">When the ERP cannot say what it offers.</exception>
    public async Task<AdvancedForm?> OpenAsync(UserContext user, SearchTarget target, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(target.ConnectionId, cancellationToken);
        connection.DemandConnect(user);
        if (EntityTypes.For(target.ActorType) != target.Entity.Type
            || await contexts.FindAsync(connection, target.ActorType, orStored: false, cancellationToken) is not { } context
            || !context.Rules.Actor.Fields.Any(Criteria.IsSearchable))
        {
            return null;
        }

        var actor = context.Rules.Actor;
        var remembered = await criteria.FindAsync(user.Id, connection.Id, target.ActorType, cancellationToken);
        var (current, stale) = Criteria.Sort(actor, remembered ?? []);
        return new AdvancedForm(connection, actor, Criteria.Standard(actor, context.Rules.Mapping), remembered is null ? null : current, stale);
    }

    /// <summary>Remembers the lines. They are those of a form that was checked.</summary>
    public async Task RememberAsync(UserContext user, SearchTarget target, IReadOnlyList<SearchLine> lines, CancellationToken cancellationToken)
    {
        if (await OpenAsync(user, target, cancellationToken) is { } form)
        {
            var (current, _) = Criteria.Sort(form.ActorType, lines.Take(Criteria.MostLines));
            await criteria.SaveAsync(user.Id, target.ConnectionId, target.ActorType, current, cancellationToken);
        }
    }

    /// <summary>One page of the actors for which every used line holds.</summary>
    /// <exception cref="ConnectorException">When the ERP cannot be searched.</exception>
    public async Task<FoundActors?> SearchAsync(
        UserContext user, SearchTarget target, IReadOnlyList<SearchLine> lines, string? pageToken, CancellationToken cancellationToken) =>
        await OpenAsync(user, target, cancellationToken) is { } form
            ? await search.SearchAsync(
                user,
                new ActorQuery(target.Entity, target.ConnectionId, target.ActorType, "", pageToken)
                {
                    Criteria = [.. lines.Select(line => Criteria.Check(form.ActorType, line)).OfType<LineCheck.Used>().Select(used => used.Criterion)],
                },
                cancellationToken)
            : null;
}
