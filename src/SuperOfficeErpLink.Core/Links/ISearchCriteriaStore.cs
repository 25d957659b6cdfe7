using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>The lines a user searched with last, per connection and actor type.</summary>
public interface ISearchCriteriaStore
{
    /// <summary>Null when he never has.</summary>
    Task<IReadOnlyList<SearchLine>?> FindAsync(string userId, Guid connectionId, ActorType actorType, CancellationToken cancellationToken);

    Task SaveAsync(string userId, Guid connectionId, ActorType actorType, IReadOnlyList<SearchLine> lines, CancellationToken cancellationToken);
}
