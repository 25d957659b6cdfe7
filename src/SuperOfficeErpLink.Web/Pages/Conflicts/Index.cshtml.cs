using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Conflicts;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Web.Issues;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Pages.Conflicts;

/// <summary>Open conflicts by connection, field and kind of difference.</summary>
public sealed class IndexModel(ConflictList conflicts, ConflictWords words) : PageModel
{
    [FromQuery]
    public string? Mine { get; set; }

    public bool IsMine => Mine == "1";

    public IReadOnlyList<(Connection Connection, ConflictGroupCount Count)> Groups { get; private set; } = [];

    public ConflictWords Words => words;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Groups = await conflicts.ListGroupsAsync(User.ToContext(), IsMine, cancellationToken);
        await words.LoadAsync(Groups.Select(group => group.Count.Group), cancellationToken);
    }
}
