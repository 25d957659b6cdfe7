using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Web.History;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Pages.History;

/// <summary>What was linked and disconnected.</summary>
public sealed class LinksModel(HistoryReader history, HistoryWords words, TimeProvider time) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public HistoryQuery Query { get; set; } = new();

    [FromQuery]
    public long? Before { get; set; }

    public IReadOnlyList<Connection> Connections { get; private set; } = [];

    public IReadOnlyList<HistoryPerson> People { get; private set; } = [];

    public IReadOnlyList<LinkEventLine> Lines { get; private set; } = [];

    public HistoryWords Words => words;

    public LinkEventTable Table => new(Lines, words, User.ToContext(), NamesRecords: true);

    /// <summary>The next page's address; null on the last.</summary>
    public string? Older => Lines.Count < HistoryReader.PageSize ? null
        : $"{Query.ToString(null)}{(Query.IsFiltered ? "&" : "")}before={Lines[^1].Event.Id.ToString(CultureInfo.InvariantCulture)}";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var filter = Query.ToFilter(time);
        Connections = await history.VisibleAsync(User.ToContext(), cancellationToken);
        People = await history.ListPeopleAsync(cancellationToken);
        Lines = await history.ListEventsAsync(
            User.ToContext(), new LinkEventFilter(filter.ConnectionId, UserId: filter.UserId, From: filter.From, Until: filter.Until), Before, cancellationToken);
        await words.LoadAsync(Connections, cancellationToken);
        await words.NameAsync(Lines.Select(line => line.Event.Entity), cancellationToken);
    }
}
