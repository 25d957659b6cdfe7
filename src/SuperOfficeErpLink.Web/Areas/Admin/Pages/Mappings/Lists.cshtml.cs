using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Mappings;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Mappings;

/// <summary>Which item of an ERP list is which item of a CRM list.</summary>
public sealed class ListsModel(MappingServices services, ErpSessions sessions, ICrm crm, ListUse use) : MappingPage(services)
{
    /// <summary>The ERP field whose list is shown.</summary>
    [FromQuery(Name = "field")]
    public string? Field { get; set; }

    /// <summary>Mapped fields whose values are list items.</summary>
    public IReadOnlyList<FieldMapping> Fields { get; private set; } = [];

    public ListView? List { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        return await ShowAsync(mapping => mapping.List, null, cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(string? seen, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || Chosen() is not { } field)
        {
            return NotFound();
        }

        if (await ReadListsAsync(field, cancellationToken) is not { } lists)
        {
            return await ShowAsync(_ => null, null, cancellationToken);
        }

        var list = ListForm.Read(Request.Form, lists.Erp);
        var answer = await SaveAsync(With(field with { List = list }), ReadSeen(seen), Services.Texts["Mappings.Saved"], cancellationToken, new { Id, type = Type, field = field.Erp });
        return answer is RedirectToPageResult ? answer : await ShowAsync(_ => list, null, cancellationToken);
    }

    /// <summary>Proposes what is called the same, in the form; nothing is stored.</summary>
    public async Task<IActionResult> OnPostSuggestAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || Chosen() is not { } field)
        {
            return NotFound();
        }

        if (await ReadListsAsync(field, cancellationToken) is not { } lists)
        {
            return await ShowAsync(_ => null, null, cancellationToken);
        }

        var (list, suggested) = ListForm.Suggest(ListForm.Read(Request.Form, lists.Erp), lists.Crm, lists.Erp);
        Notices.Add(new Notice(NoticeKind.Info, Services.Texts[suggested.Count == 0 ? "Lists.NoSuggestions" : "Lists.Suggested", suggested.Count]));
        return await ShowAsync(_ => list, suggested, cancellationToken);
    }

    private ActorMapping With(FieldMapping field) => Actor with { Fields = [.. Actor.Fields.Select(other => other.Erp == field.Erp ? field : other)] };

    private FieldMapping? Chosen()
    {
        Fields = [.. Actor.Pairs.Where(field => field.Type == FieldType.List && Systems?.FindCrm(Type, field.Crm)?.List is not null)];
        return Fields.FirstOrDefault(field => field.Erp == Field) ?? (Fields.Count > 0 ? Fields[0] : null);
    }

    private async Task<IActionResult> ShowAsync(Func<FieldMapping, ListMapping?> list, IReadOnlySet<string>? suggested, CancellationToken cancellationToken)
    {
        if (Chosen() is { } field && await ReadListsAsync(field, cancellationToken) is var (ofCrm, ofErp))
        {
            Field = field.Erp;
            var counts = await use.CountAsync(Id, Actor with { Fields = [field] }, cancellationToken);
            List = ListForm.Show(field with { List = list(field) }, ofCrm, ofErp, counts.GetValueOrDefault(field.Pair), suggested);
        }

        return Page();
    }

    /// <summary>Null, with a notice: the ERP's list cannot be read.</summary>
    private async Task<Lists?> ReadListsAsync(FieldMapping field, CancellationToken cancellationToken)
    {
        try
        {
            var ofErp = Systems!.FindErp(Type, field.Erp)?.List is { } erpList
                ? await sessions.CallAsync(
                    Connection, (session, token) => session is IErpLists lists ? lists.GetListAsync(erpList, null, token) : Task.FromResult<IReadOnlyList<ListItem>>([]), cancellationToken)
                : null;
            var ofCrm = Systems!.FindCrm(Type, field.Crm)?.List is { } name ? await crm.GetListAsync(name, cancellationToken) : [];
            return new Lists(ofCrm, ofErp);
        }
        catch (ConnectorException failure) when (failure.Kind != FailureKind.Defect)
        {
            Notices.Add(new Notice(NoticeKind.Error, Services.Texts["Lists.NotRead", failure.UserText.In(System.Globalization.CultureInfo.CurrentUICulture)]));
            return null;
        }
    }

    /// <param name="Erp">Null: the ERP has a text there and no list.</param>
    private sealed record Lists(IReadOnlyList<ListItem> Crm, IReadOnlyList<ListItem>? Erp);
}
