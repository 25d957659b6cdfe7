using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Mappings;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Mappings;

/// <summary>The order in which fields stand on the ERP tab and in search results.</summary>
public sealed class RankModel(MappingServices services) : MappingPage(services)
{
    /// <summary>The field that was just moved.</summary>
    [FromQuery(Name = "moved")]
    public string? Moved { get; set; }

    /// <summary>Fields that are shown anywhere, in their order.</summary>
    public IReadOnlyList<FieldMapping> Fields => [.. Actor.Fields.Where(one => one.ShowInSearch || one.ShowOnTab).OrderBy(one => one.Rank)];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    /// <param name="move">The field's key.</param>
    public async Task<IActionResult> OnPostUpAsync(string? move, string? seen, CancellationToken cancellationToken) => await MoveAsync(move, -1, seen, cancellationToken);

    public async Task<IActionResult> OnPostDownAsync(string? move, string? seen, CancellationToken cancellationToken) => await MoveAsync(move, +1, seen, cancellationToken);

    private async Task<IActionResult> MoveAsync(string? move, int by, string? seen, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        var shown = Fields.ToList();
        var at = shown.FindIndex(field => field.Erp == move);
        if (at < 0 || at + by < 0 || at + by >= shown.Count)
        {
            return RedirectToPage(new { Id, type = Type });
        }

        (shown[at], shown[at + by]) = (shown[at + by], shown[at]);

        // Whatever numbers they had: fields that are shown nowhere come behind.
        var ranks = shown.Concat(Actor.Fields.Except(shown)).Select((field, rank) => (field.Erp, rank)).ToDictionary(one => one.Erp, one => one.rank, StringComparer.Ordinal);
        var changed = Actor with { Fields = [.. Actor.Fields.Select(field => field with { Rank = ranks[field.Erp] })] };
        return await SaveAsync(changed, ReadSeen(seen), Services.Texts["Mappings.Saved"], cancellationToken, new { Id, type = Type, moved = move });
    }
}
