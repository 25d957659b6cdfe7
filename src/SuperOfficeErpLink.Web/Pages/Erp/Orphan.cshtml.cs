using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>A link whose CRM record no longer exists has no tab: here it is moved to another record, or given up.</summary>
public sealed class OrphanModel(OrphanLinks orphans, ActorReader actors, ErpLinkDbContext database, ICrm crm, MoveTexts texts, ErpTexts erp) : PageModel
{
    private const int MostFound = 20;

    [FromRoute]
    public long Id { get; set; }

    [FromQuery(Name = "q")]
    public string? Search { get; set; }

    public OrphanLink Orphan { get; private set; } = null!;

    public string ActorName { get; private set; } = "";

    public bool MayChange { get; private set; }

    /// <summary>Null: nothing was searched for.</summary>
    public IReadOnlyList<NamedEntity>? Found { get; private set; }

    public Notice? Notice { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public Task<IActionResult> OnPostPartAsync(int persons, CancellationToken cancellationToken) =>
        DoAsync(() => orphans.PartAsync(User.ToContext(), Id, persons, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostMoveAsync(long to, CancellationToken cancellationToken) =>
        DoAsync(() => orphans.MoveAsync(User.ToContext(), Id, to, cancellationToken), cancellationToken);

    private async Task<IActionResult> DoAsync(Func<Task<OrphanResult>> work, CancellationToken cancellationToken)
    {
        try
        {
            switch (await work())
            {
                case OrphanResult.Moved moved:
                    return LocalRedirect(Url.Content($"~{CardPaths.Of(moved.Entity)}/erp"));
                case OrphanResult.Parted:
                    return LocalRedirect(Url.Content("~/"));
                case OrphanResult.Busy busy:
                    Notice = new Notice(NoticeKind.Warning, busy.By is { } by ? erp["Save.BusyBy", by] : erp["Save.Busy"]);
                    break;
                case var refused:
                    Notice = new Notice(NoticeKind.Warning, texts[$"Orphan.{refused.GetType().Name}"]);
                    break;
            }
        }
        catch (ConnectorException failure)
        {
            Notice = new Notice(NoticeKind.Error, texts["Relink.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]);
        }

        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (await orphans.FindAsync(User.ToContext(), Id, cancellationToken) is not { } orphan)
        {
            return NotFound();
        }

        Orphan = orphan;
        MayChange = orphan.Connection.RightsOf(User.ToContext()).CanConnect;
        ActorName = (await actors.ReadAsync(orphan.Connection, orphan.Link, cancellationToken)).Actor?.Name ?? orphan.Link.ErpKey;
        Found = string.IsNullOrWhiteSpace(Search) ? null : await FindAsync(orphan.Link, cancellationToken);
        return Page();
    }

    private async Task<IReadOnlyList<NamedEntity>> FindAsync(Link link, CancellationToken cancellationToken)
    {
        var ids = await (link.Entity.Type switch
        {
            EntityType.Person => Free(database.Persons, link),
            EntityType.Project => Free(database.Projects, link),
            _ => Free(database.Companies, link),
        }).ToListAsync(cancellationToken);
        var names = await crm.GetNamesAsync(link.Entity.Type, ids, cancellationToken);
        return [.. ids.Where(names.ContainsKey).Select(id => new NamedEntity(link.Entity with { Id = id }, names[id])).OrderBy(one => one.Name, StringComparer.CurrentCulture)];
    }

    private IQueryable<long> Free<TRow>(IQueryable<TRow> rows, Link link)
        where TRow : CrmRow =>
        rows.Matching(Search)
            .Where(row => !database.Links.Any(other => other.ConnectionId == link.ConnectionId && other.EntityType == link.Entity.Type && other.EntityId == row.Id))
            .OrderBy(row => row.Id).Select(row => row.Id).Take(MostFound);
}
