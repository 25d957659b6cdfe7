using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Operating;

namespace SuperOfficeErpLink.Web.Pages;

/// <summary>Where people begin: ways on, and what has happened for thirty days.</summary>
public sealed class IndexModel(StartFigures figures) : PageModel
{
    public IReadOnlyList<Chart> Charts { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) => Charts = await figures.ListAsync(User.ToContext(), cancellationToken);
}
