using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Connections;

/// <summary>All ERP connections with how they fare.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class IndexModel(IConnectionStore connections, ErpLinkDbContext database) : PageModel
{
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var counts = await database.Links.Where(link => link.State == LinkState.Active).GroupBy(link => link.ConnectionId)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        var rows = new List<Row>();
        foreach (var connection in await connections.ListAsync(cancellationToken))
        {
            rows.Add(new Row(connection, await connections.GetHealthAsync(connection.Id, cancellationToken), counts.GetValueOrDefault(connection.Id)));
        }

        Rows = rows;
    }

    public sealed record Row(Connection Connection, ConnectionHealth Health, int Links);
}
