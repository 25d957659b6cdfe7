using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.PersonalData;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.PersonalData;

/// <summary>"Delete personal data": a record by kind and number, what goes and what stays, and the deletion. The record need not exist any more.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class IndexModel(Erasure erasure, ICrm crm, IConnectionStore connections, OperatingTexts texts) : PageModel
{
    /// <summary>The kind of record, as addresses have it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Type { get; set; }

    /// <summary>The record's number, as typed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Id { get; set; }

    /// <summary>Null: which record it is about has not been said, or not so that it can be understood.</summary>
    public HeldData? Held { get; private set; }

    /// <summary>Null: the CRM has no such record any more.</summary>
    public string? Name { get; private set; }

    public IReadOnlyDictionary<Guid, string> Connections { get; private set; } = new Dictionary<Guid, string>();

    public string? Mistake { get; private set; }

    public Notice? Notice { get; private set; }

    public IReadOnlyList<EntityType> Types { get; } = [EntityType.Company, EntityType.Person, EntityType.Project];

    public EntityRef Entity => new(CardPaths.Parse(Type), long.TryParse(Id?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0);

    /// <summary>From the application's root.</summary>
    public string CardHref => $"~{CardPaths.Of(Entity)}/erp";

    public string NameOf(Guid connection) => Connections.GetValueOrDefault(connection) ?? texts["PersonalData.GoneConnection"];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (Type is not null || Id is not null)
        {
            await LoadAsync(cancellationToken);
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return Page();
        }

        switch (await erasure.EraseAsync(User.ToContext(), Entity, cancellationToken))
        {
            case ErasureOutcome.Done:
                TempData["StatusMessage"] = texts["PersonalData.Done", Called];
                return RedirectToPage(new { Type, Id });
            case ErasureOutcome.SaveIsOpen open:
                Notice = new Notice(NoticeKind.Warning, texts["PersonalData.SaveIsOpen", open.By]);
                break;
            case ErasureOutcome.Busy { By: { } by }:
                Notice = new Notice(NoticeKind.Warning, texts["PersonalData.BusyBy", by]);
                break;
            case ErasureOutcome.Unsettled unsettled:
                Notice = new Notice(NoticeKind.Warning, texts["PersonalData.Unsettled", string.Join(", ", unsettled.ConnectionIds.Select(NameOf))]);
                break;
            default:
                Notice = new Notice(NoticeKind.Warning, texts["PersonalData.Busy"]);
                break;
        }

        return Page();
    }

    /// <summary>The record as messages name it: by kind and number, for a name may be what was deleted.</summary>
    public string Called => string.Create(CultureInfo.CurrentCulture, $"{texts[$"PersonalData.{Entity.Type}"]} {Entity.Id}");

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (Entity is { Type: EntityType.None } or { Id: 0 })
        {
            Mistake = texts["PersonalData.WhichMistake"];
            return false;
        }

        Held = await erasure.FindAsync(User.ToContext(), Entity, cancellationToken);
        Name = await crm.FindNameAsync(Entity, cancellationToken);
        Connections = (await connections.ListAsync(cancellationToken)).ToDictionary(connection => connection.Id, connection => connection.Name);
        return true;
    }
}
