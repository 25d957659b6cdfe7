using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Mappings;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Mappings;

/// <summary>Which ERP field is which CRM field, and which way values go.</summary>
public sealed class FieldsModel(MappingServices services, ConnectionEditor editor) : MappingPage(services)
{
    /// <summary>Keys of fields that the ERP has come to offer since it was last asked.</summary>
    [TempData]
    public string? NewFields { get; set; }

    public IReadOnlyList<FieldRow> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        ShowRows();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? seen, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || Systems is not { } systems)
        {
            return NotFound();
        }

        var answer = await SaveAsync(FieldForm.Read(Request.Form, Actor, systems), ReadSeen(seen), Services.Texts["Mappings.Saved"], cancellationToken);
        ShowRows();
        return answer;
    }

    /// <summary>One row as its CRM field was just chosen: which arrows can be set now.</summary>
    public async Task<IActionResult> OnPostRowAsync(int row, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || Systems is not { } systems || Request.Form[FieldForm.Key(row, "erp")].ToString() is not { Length: > 0 } erp)
        {
            return NotFound();
        }

        return Partial("Mappings/_FieldRow", new FieldRowView(FieldRow.Of(row, Type, FieldForm.ReadRow(Request.Form, row, erp, Actor, systems), systems, isNew: false, []), Words, Connection.Id, Type));
    }

    /// <summary>Asks the ERP anew which fields it has.</summary>
    public async Task<IActionResult> OnPostRefreshAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        try
        {
            var before = await Services.Connections.FindDescriptionAsync(Id, cancellationToken);
            var news = FieldNews.Between(before, await editor.RefreshAsync(User.ToContext(), Id, cancellationToken));
            NewFields = string.Join('|', news.New);
            TempData["StatusMessage"] = news is { New.Count: 0, Gone.Count: 0 }
                ? Services.Texts["Mappings.NothingNew"]
                : Services.Texts["Mappings.News", news.New.Count, news.Gone.Count];
            return RedirectToPage(new { Id, type = Type });
        }
        catch (ConnectorException failure) when (failure.Kind != FailureKind.Defect)
        {
            Notices.Add(new Notice(NoticeKind.Error, Services.Texts["Mappings.NotRefreshed", failure.UserText.In(System.Globalization.CultureInfo.CurrentUICulture)]));
            ShowRows();
            return Page();
        }
    }

    private void ShowRows()
    {
        var news = (NewFields ?? "").Split('|').ToHashSet(StringComparer.Ordinal);
        Rows = Systems is { } systems ? FieldRow.Of(Actor, systems, news, erp => [.. FaultsOf(erp)]) : [];
    }
}

/// <param name="Row">With what its words need.</param>
public sealed record FieldRowView(FieldRow Row, MappingWords Words, Guid ConnectionId, ActorType Type);
