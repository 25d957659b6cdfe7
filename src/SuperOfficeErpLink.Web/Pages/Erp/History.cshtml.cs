using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.History;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>A record's history: why its fields hold what they hold, what was linked and disconnected, and every change, the newest first.</summary>
public sealed class HistoryModel(CardHeads heads, HistoryReader history, HistoryWords words, TimeProvider time) : ErpPage(heads)
{
    [BindProperty(SupportsGet = true)]
    public HistoryQuery Query { get; set; } = new();

    public HistoryView Shown { get; private set; } = null!;

    public IReadOnlyList<LinkStory> Stories { get; private set; } = [];

    public IReadOnlyList<LinkEventLine> Events { get; private set; } = [];

    public HistoryWords Words => words;

    public HistoryTable Table => new(Shown.Page.Lines, words, Actor, NamesRecords: false);

    public LinkEventTable EventTable => new(Events, words, Actor, NamesRecords: false);

    /// <summary>Of one field only.</summary>
    public bool IsOfField => Query.Field is not null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken, evenToAdministrator: true))
        {
            return NotFound();
        }

        var filter = Query.ToFilter(time, Entity);
        Shown = await history.LoadAsync(Actor, filter, Query.Place, cancellationToken);
        await words.LoadAsync(Shown.Connections, cancellationToken);
        if (Query.Place is null)
        {
            Stories = [.. (await history.ExplainAsync(Actor, Entity, cancellationToken)).Where(story => filter.ConnectionId is null || filter.ConnectionId == story.Connection.Id)
                .Select(story => story with { Fields = [.. story.Fields.Where(field => filter.CrmField is null || (field.Rule.Pair.Crm == filter.CrmField && field.Rule.Pair.Erp == filter.ErpField))] })];
            Events = IsOfField ? [] : await history.ListEventsAsync(Actor, new LinkEventFilter(Entity: Entity), null, cancellationToken);
        }

        return Page();
    }
}
