using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Connections;

/// <summary>"Synlighed": whom a connection is for, and what each may. Rows are added and taken away on the page; nothing holds before it is saved.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class AccessModel(IAccessStore access, AccountTexts texts) : PageModel
{
    [FromRoute]
    public Guid Id { get; set; }

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public ConnectionAccess Stored { get; private set; } = null!;

    public IReadOnlyList<NamedPrincipal> Principals { get; private set; } = [];

    public Notice? Notice { get; private set; }

    /// <summary>The row just added, which the page leads on to.</summary>
    public int? Added { get; private set; }

    /// <summary>What is shown is not what is stored.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Those who are not on the page yet.</summary>
    public IEnumerable<NamedPrincipal> Others => Principals.Where(one => !Input.Rows.Exists(row => row.Kind == one.Kind && row.Id == one.Id));

    public string NameOf(RowModel row) =>
        Principals.FirstOrDefault(one => one.Kind == row.Kind && one.Id == row.Id)?.Name ?? texts["Access.Gone"];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        Show(Stored);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        switch (await access.SaveAsync(User.ToContext(), Id, Input.Version, [.. Input.Grants], cancellationToken))
        {
            case AccessOutcome.Saved:
                TempData["StatusMessage"] = texts["Access.Saved"];
                return RedirectToPage(new { Id });
            case AccessOutcome.NoConnection:
                return NotFound();
            case AccessOutcome.ChangedMeanwhile:
                Notice = new Notice(NoticeKind.Error, texts["Access.ChangedMeanwhile"], $"~/admin/connections/{Id}/access", texts["Access.Reload"]);
                break;
            default:
                Notice = new Notice(NoticeKind.Error, texts["Access.NoPrincipal"]);
                break;
        }

        IsPending = true;
        return Page();
    }

    /// <summary>Puts someone on the page.</summary>
    /// <param name="who">Kind and id.</param>
    public async Task<IActionResult> OnPostAddAsync(string? who, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (who?.Split(':') is [var kind, var id] && Others.FirstOrDefault(one => one.Kind.ToString() == kind && one.Id == id) is { } chosen)
        {
            Input.Rows.Add(new RowModel { Kind = chosen.Kind, Id = chosen.Id });
            Added = Input.Rows.Count - 1;
        }

        return Again();
    }

    /// <summary>Takes someone off the page.</summary>
    public async Task<IActionResult> OnPostRemoveAsync(int row, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (row >= 0 && row < Input.Rows.Count)
        {
            Input.Rows.RemoveAt(row);
        }

        return Again();
    }

    private PageResult Again()
    {
        // What is shown is what the rows are now, not what was posted under the numbers of others.
        ModelState.Clear();
        IsPending = true;
        return Page();
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await access.FindAsync(User.ToContext(), Id, cancellationToken) is not { } stored)
        {
            return false;
        }

        Stored = stored;
        Principals = await access.ListPrincipalsAsync(User.ToContext(), cancellationToken);
        return true;
    }

    private void Show(ConnectionAccess stored)
    {
        var everyone = stored.Grants.FirstOrDefault(one => one.Grant.Kind == PrincipalKind.Everyone)?.Grant;
        Input = new InputModel
        {
            Version = stored.Version,
            Everyone = everyone is not null,
            EveryoneConnects = everyone?.CanConnect ?? false,
            EveryoneCreates = everyone?.CanCreate ?? false,
            Rows =
            [
                .. stored.Grants.Where(one => one.Grant.Kind != PrincipalKind.Everyone)
                    .Select(one => new RowModel { Kind = one.Grant.Kind, Id = one.Grant.PrincipalId, Connects = one.Grant.CanConnect, Creates = one.Grant.CanCreate }),
            ],
        };
    }

    public sealed class InputModel
    {
        public long Version { get; set; }

        public bool Everyone { get; set; }

        public bool EveryoneConnects { get; set; }

        public bool EveryoneCreates { get; set; }

        public List<RowModel> Rows { get; set; } = [];

        public IEnumerable<AccessGrant> Grants =>
            Rows.Where(row => row.Kind is PrincipalKind.User or PrincipalKind.Group).Select(row => new AccessGrant(row.Kind, row.Id ?? "", row.Connects, row.Creates))
                .Concat(Everyone ? [new AccessGrant(PrincipalKind.Everyone, "", EveryoneConnects, EveryoneCreates)] : []);
    }

    public sealed class RowModel
    {
        public PrincipalKind Kind { get; set; }

        public string? Id { get; set; }

        public bool Connects { get; set; }

        public bool Creates { get; set; }
    }
}
