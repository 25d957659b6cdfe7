using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Mappings;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Mappings;

/// <summary>What a new actor gets in fields that the CRM fills not at all, or not always.</summary>
public sealed class DefaultsModel(MappingServices services, ErpSessions sessions) : MappingPage(services)
{
    private IReadOnlyDictionary<string, string> mistakes = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<DefaultRow> Rows { get; private set; } = [];

    /// <summary>Fields that can get a default and have none.</summary>
    public IReadOnlyList<FieldInfo> Others { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        return await ShowAsync(Actor.Defaults ?? [], cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(string? seen, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || Systems?.Erp.Find(Type) is not { } actor)
        {
            return NotFound();
        }

        (var defaults, mistakes) = DefaultForm.Read(Request.Form, actor, CultureInfo.CurrentCulture);
        if (mistakes.Count > 0)
        {
            Notices.Add(new Notice(NoticeKind.Error, Services.Texts["Defaults.Mistakes"]));
            return await ShowAsync(defaults, cancellationToken);
        }

        var answer = await SaveAsync(Actor with { Defaults = defaults.Count == 0 ? null : defaults }, ReadSeen(seen), Services.Texts["Mappings.Saved"], cancellationToken);
        return answer is RedirectToPageResult ? answer : await ShowAsync(defaults, cancellationToken);
    }

    /// <summary>One more row in the form; nothing is stored.</summary>
    public async Task<IActionResult> OnPostAddAsync(string? add, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || Systems?.Erp.Find(Type) is not { } actor)
        {
            return NotFound();
        }

        (var defaults, mistakes) = DefaultForm.Read(Request.Form, actor, CultureInfo.CurrentCulture);
        var more = actor.Find(add ?? "") is { } field && defaults.All(preset => preset.Erp != field.Key)
            ? defaults.Append(new FieldDefault(field.Key, field.Default, Ask: false, field.Access == FieldAccess.Mandatory))
            : defaults;
        return await ShowAsync([.. more], cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(IReadOnlyList<FieldDefault> defaults, CancellationToken cancellationToken)
    {
        if (Systems?.Erp.Find(Type) is { } actor)
        {
            var lists = await ReadListsAsync(actor, defaults, cancellationToken);
            var forced = actor.Fields.Where(field => field.DefaultForced && defaults.All(preset => preset.Erp != field.Key)).Select(field => new FieldDefault(field.Key, field.Default));
            Rows = [.. defaults.Concat(forced).Where(preset => actor.Find(preset.Erp) is not null).Select((preset, index) => RowOf(index, preset, actor.Find(preset.Erp)!, lists))];
            Others = [.. actor.Fields.Where(field => field.Access != FieldAccess.ReadOnly && Rows.All(row => row.Field.Key != field.Key))];
        }

        return Page();
    }

    private DefaultRow RowOf(int index, FieldDefault preset, FieldInfo field, IReadOnlyDictionary<string, IReadOnlyList<ListItem>> lists)
    {
        var isMistake = mistakes.TryGetValue(field.Key, out var typed);
        var problem = isMistake ? Services.Texts[$"Defaults.Not.{field.Type}"] : FaultsOf(field.Key).FirstOrDefault();
        return new DefaultRow(
            index, field, isMistake ? typed! : field.DefaultForced ? field.Default ?? "" : FieldText.Edit(field, preset.Value ?? "", CultureInfo.CurrentCulture), preset.Ask,
            preset.Mandatory || field.Access == FieldAccess.Mandatory, field.DefaultForced, field.Access == FieldAccess.Mandatory,
            field.List is { } list ? lists.GetValueOrDefault(list, []) : [], problem);
    }

    /// <summary>Lists that cannot be read now leave their fields to be typed by key.</summary>
    private async Task<IReadOnlyDictionary<string, IReadOnlyList<ListItem>>> ReadListsAsync(ActorTypeInfo actor, IReadOnlyList<FieldDefault> defaults, CancellationToken cancellationToken)
    {
        var read = new Dictionary<string, IReadOnlyList<ListItem>>(StringComparer.Ordinal);
        try
        {
            foreach (var name in actor.Fields.Where(field => field.List is not null && (field.DefaultForced || defaults.Any(preset => preset.Erp == field.Key))).Select(field => field.List!).Distinct(StringComparer.Ordinal))
            {
                read[name] = await sessions.CallAsync(
                    Connection, (session, token) => session is IErpLists lists ? lists.GetListAsync(name, null, token) : Task.FromResult<IReadOnlyList<ListItem>>([]), cancellationToken);
            }
        }
        catch (ConnectorException failure) when (failure.Kind != FailureKind.Defect)
        {
            Notices.Add(new Notice(NoticeKind.Warning, Services.Texts["Lists.NotRead", failure.UserText.In(CultureInfo.CurrentUICulture)]));
        }

        return read;
    }

    /// <summary>The CRM fills the field, so that a default is only for a record without a value in it.</summary>
    public bool IsFilledByCrm(FieldInfo field) => Actor.Pairs.Any(pair => pair.Erp == field.Key && pair.Direction.Reaches(Side.Erp));
}
