namespace SuperOfficeErpLink.Web.Mappings;

/// <summary>The head of a page of a connection's configuration.</summary>
/// <param name="Address">The page's own, below the connection's; the tabs of the actor types lead there. Null: it has none.</param>
public sealed record PageHead(MappingPage Page, string Title, string? Address);
