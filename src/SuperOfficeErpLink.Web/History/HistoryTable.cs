using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Web.History;

/// <summary>Changes in a table.</summary>
/// <param name="NamesRecords">The changes are of several records.</param>
public sealed record HistoryTable(IReadOnlyList<HistoryLine> Lines, HistoryWords Words, UserContext User, bool NamesRecords)
{
    /// <summary>The line has an old value that this user may put back.</summary>
    public bool MayUndo(HistoryLine line) => line.CanBeUndone && Words.Find(line.Change.ConnectionId) is { } connection && RunOrders.MayOrder(connection, User);
}

/// <summary>Events of links in a table.</summary>
public sealed record LinkEventTable(IReadOnlyList<LinkEventLine> Lines, HistoryWords Words, UserContext User, bool NamesRecords)
{
    /// <summary>The event could be taken back by this user; whether it can is said on its own page.</summary>
    public bool MayUndo(LinkEventLine line) =>
        line.Event.Kind is Core.Links.LinkEventKind.Linked or Core.Links.LinkEventKind.Unlinked && Words.Find(line.Event.ConnectionId) is { } connection
        && RunOrders.MayOrder(connection, User);
}
