using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Csv;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Mappings;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Mappings;

/// <summary>The records behind each number of a dry run.</summary>
public sealed class DryRunModel(MappingServices services, DryRunOrders dryRuns, ICrm crm, ValueTexts values) : MappingPage(services)
{
    private const int PageSize = 50;
    private const int FilePage = 1000;

    [FromQuery(Name = "pair")]
    public string? PairText { get; set; }

    [FromQuery(Name = "kind")]
    public FindingKind? Kind { get; set; }

    /// <summary>Only links after this one.</summary>
    [FromQuery(Name = "after")]
    public long After { get; set; }

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public long? Next { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        var found = await dryRuns.ListAsync(User.ToContext(), Id, Filter, After, PageSize + 1, cancellationToken);
        Lines = await ToLinesAsync([.. found.Take(PageSize)], cancellationToken);

        // A link's findings are never torn: the next page starts behind the last whole one.
        Next = found.Count > PageSize ? found[PageSize - 1].Finding.LinkId == found[PageSize].Finding.LinkId ? found[PageSize].Finding.LinkId - 1 : found[PageSize - 1].Finding.LinkId : null;
        return Page();
    }

    public async Task<IActionResult> OnGetFileAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken)
            ? await CsvFile.WriteAsync(
                Response, $"{Services.Texts["DryRun.File"]}.csv",
                [
                    Services.Texts["DryRun.Record"], Services.Texts["DryRun.Key"], Services.Texts["DryRun.Field"], Services.Texts["DryRun.What"], Words.CrmName, Connection.Name,
                    Services.Texts["DryRun.New"], Services.Texts["DryRun.Why"],
                ],
                StreamAsync(cancellationToken), cancellationToken)
            : NotFound();

    public FindingFilter Filter => new(Request.Query.ContainsKey("type") ? Type : null, FieldPair.Parse(PairText), Kind);

    private async IAsyncEnumerable<IReadOnlyList<string>> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = 0L; await dryRuns.ListAsync(User.ToContext(), Id, Filter, after, FilePage, cancellationToken) is { Count: > 0 } page;)
        {
            // What a page tore off of its last link comes with the next one, whole.
            var last = page[^1].Finding.LinkId;
            var whole = page.Count < FilePage || page[0].Finding.LinkId == last ? page : [.. page.Where(found => found.Finding.LinkId != last)];
            after = whole[^1].Finding.LinkId;
            foreach (var line in await ToLinesAsync(whole, cancellationToken))
            {
                yield return [line.Record, line.Found.ErpKey, line.Field, Words.Kind(line.Found.Finding.Kind), line.Crm, line.Erp, line.New, Words.Why(line.Found.Finding)];
            }
        }
    }

    private async Task<IReadOnlyList<Line>> ToLinesAsync(IReadOnlyList<RecordFinding> found, CancellationToken cancellationToken)
    {
        var names = await crm.GetNamesAsync(found.Select(one => one.Entity), cancellationToken);
        if (Systems is { } systems)
        {
            var fields = found.Select(one => (one.Finding.Actor, one.Finding.Pair)).Distinct().ToList();
            await values.LoadAsync(
                Connection, fields.Select(field => systems.FindCrm(field.Actor, field.Pair.Crm)).OfType<Connectors.FieldInfo>(),
                fields.Select(field => systems.FindErp(field.Actor, field.Pair.Erp)).OfType<Connectors.FieldInfo>(), cancellationToken);
        }

        return [.. found.Select(one => new Line(
            one, names.GetValueOrDefault(one.Entity, one.Entity.Key), Words.ErpField(Systems, one.Finding.Actor, one.Finding.Pair.Erp), Show(one.Finding, Side.Crm, one.Finding.Crm),
            Show(one.Finding, Side.Erp, one.Finding.Erp), one.Finding.Target is { } target ? Show(one.Finding, target, one.Finding.New) : ""))];
    }

    private string Show(Finding finding, Side side, string? text)
    {
        var info = side == Side.Crm ? Systems?.FindCrm(finding.Actor, finding.Pair.Crm) : Systems?.FindErp(finding.Actor, finding.Pair.Erp);
        return text is null ? Services.Texts["DryRun.NotRead"] : text.Length == 0 ? Services.Texts["DryRun.Blank"] : info is null ? text : values.Show(side, info, text);
    }

    public string Href(RecordFinding found) => $"~{CardPaths.Of(found.Entity)}/erp";

    /// <summary>A finding in words.</summary>
    public sealed record Line(RecordFinding Found, string Record, string Field, string Crm, string Erp, string New);
}
