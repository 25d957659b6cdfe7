using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace SuperOfficeErpLink.Web.Cards;

/// <summary>A list of records with search, filter and pages of fifty.</summary>
public abstract class ListPage<TShown> : PageModel
{
    private const int Size = 50;
    private const int LastPage = 10_000;

    [FromQuery(Name = "q")]
    public string? Search { get; set; }

    [FromQuery(Name = "linked")]
    public string? Linked { get; set; }

    [FromQuery(Name = "page")]
    public string? PageText { get; set; }

    public IReadOnlyList<TShown> Rows { get; private set; } = [];

    public ListState State { get; private set; } = null!;

    protected async Task LoadAsync(IQueryable<TShown> rows, CancellationToken cancellationToken)
    {
        var number = int.TryParse(PageText, out var typed) ? Math.Clamp(typed, 1, LastPage) : 1;
        var found = await rows.Skip((number - 1) * Size).Take(Size + 1).ToListAsync(cancellationToken);
        Rows = found.Count > Size ? found[..Size] : found;
        State = new ListState(Search ?? "", Linked is "yes" or "no" ? Linked : "", number, (number - 1) * Size + 1, Rows.Count, found.Count > Size);
    }
}

/// <param name="First">Number of the first row shown.</param>
public sealed record ListState(string Search, string Linked, int Page, int First, int Count, bool HasMore)
{
    public string Query(int page) =>
        QueryString.Create("q", Search).Add("linked", Linked).Add("page", page.ToString(CultureInfo.InvariantCulture)).Value!;
}
