using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Connections;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Mappings;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Mappings;

/// <summary>All versions of a connection's configuration; one can be kept as a file, and a file be taken as the draft.</summary>
[RequestSizeLimit(LongestRequest)]
public sealed class VersionsModel(
    MappingServices services, IMappingStore mappings, ConfigurationImport import, IConnectionEditStore connections, ISettingsMemory memory, SettingWords settingWords)
    : MappingPage(services)
{
    /// <summary>What is larger than any configuration still gets a message; what is larger than this is cut off.</summary>
    private const int LongestRequest = 64 * 1024 * 1024;

    private const int Longest = 120;

    public IReadOnlyList<MappingVersion> Versions { get; private set; } = [];

    /// <summary>What a file that was taken has other than the connection; they are changed where settings are tested.</summary>
    public IReadOnlyList<SettingDifference> OtherSettings { get; private set; } = [];

    /// <summary>The settings page's form, filled with the file's.</summary>
    public SettingsPage.InputModel? WithTheFiles { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await ShowAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnGetFileAsync(int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || await mappings.FindVersionAsync(Id, version, cancellationToken) is null)
        {
            return NotFound();
        }

        var file = await import.ExportAsync(User.ToContext(), Id, version, cancellationToken);
        Response.Headers.CacheControl = "no-store";
        return File(Encoding.UTF8.GetBytes(file.ToJson()), "application/json", string.Create(CultureInfo.InvariantCulture, $"erp-link-{version}.json"));
    }

    public async Task<IActionResult> OnPostImportAsync(IFormFile? file, string? seen, bool replace, CancellationToken cancellationToken)
    {
        if (!await ShowAsync(cancellationToken))
        {
            return NotFound();
        }

        if (file is null or { Length: 0 })
        {
            Notices.Add(new Notice(NoticeKind.Error, Services.Texts["Import.NoFile"]));
            return Page();
        }

        if (file.Length > ConfigurationFile.Longest)
        {
            Notices.AddRange(Say(new ImportResult.Unreadable(new ReadFile.TooLong())).Select(text => new Notice(NoticeKind.Error, text)));
            return Page();
        }

        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        try
        {
            var result = await import.ImportAsync(User.ToContext(), Id, content.ToArray(), replace ? ReadSeen(seen) : null, cancellationToken);
            if (result is ImportResult.Taken taken)
            {
                var done = Services.Texts["Import.Taken", taken.Differences.Count];
                if (taken.Settings.Count > 0)
                {
                    Notices.Add(new Notice(NoticeKind.Success, done, $"~/admin/connections/{Id}/publish", Services.Texts["Import.SeeDraft"]));
                    await OfferAsync(taken.Settings, cancellationToken);
                    await ShowAsync(cancellationToken);
                    return Page();
                }

                TempData["StatusMessage"] = done;
                return RedirectToPage("Publish", new { Id });
            }

            Notices.AddRange(Say(result).Select(text => new Notice(NoticeKind.Error, text)));
        }
        catch (ConnectorException failure) when (failure.Kind != FailureKind.Defect)
        {
            Notices.Add(new Notice(NoticeKind.Error, Services.Texts["Mappings.NotDescribed", failure.UserText.In(CultureInfo.CurrentUICulture)]));
        }

        return Page();
    }

    /// <summary>As the form shows it; of a long text its beginning.</summary>
    public static string Shown(SettingField field, string canonical)
    {
        var text = field.Type == SettingType.Checkbox ? canonical is "1" ? "✓" : "–" : SettingWords.Show(field, canonical);
        return text.Length == 0 ? "–" : text.Length > Longest ? $"{text[..Longest].TrimEnd()} …" : text;
    }

    private async Task OfferAsync(IReadOnlyList<SettingDifference> settings, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(Id, cancellationToken) is not { } details)
        {
            return;
        }

        OtherSettings = settings;
        var inFile = settings.ToDictionary(one => one.Field.Key, one => SettingWords.Show(one.Field, one.InFile), StringComparer.Ordinal);
        var entered = await memory.KeepAsync(
            new EnteredSettings(User.ToContext().Id, Id, details.Connection.ConnectorId, details.Editable, inFile, Passed: null), cancellationToken);
        WithTheFiles = new SettingsPage.InputModel { Name = details.Connection.Name, Description = details.Description, RowVersion = details.RowVersion, Entered = entered };
    }

    private IEnumerable<string> Say(ImportResult result) => result switch
    {
        ImportResult.Unreadable { Why: ReadFile.TooLong } => [Services.Texts["Import.TooLong", ConfigurationFile.Longest / 1024 / 1024]],
        ImportResult.Unreadable { Why: ReadFile.OtherFormat other } => [Services.Texts["Import.OtherFormat", other.Format, ConfigurationFile.CurrentFormat]],
        ImportResult.Unreadable { Why: ReadFile.NotOurs { Line: { } line } where } => [Services.Texts["Import.NotOurs", line, where.Path]],
        ImportResult.Unreadable => [Services.Texts["Import.Empty"]],
        ImportResult.OtherConnector other => [Services.Texts["Import.OtherConnector", other.Connector, Connection.ConnectorId]],
        ImportResult.DoesNotFit fits => [Services.Texts["Import.DoesNotFit"], .. fits.Faults.Take(20).Select(fault => $"{Words.Type(fault.Actor)}: {Words.Say(fault, fits.Systems)}")],
        ImportResult.SettingsDoNotFit { Compared: var compared } =>
        [
            Services.Texts["Import.SettingsDoNotFit"],
            .. compared.Strangers.Take(20).Select(key => (string)Services.Texts["Import.UnknownSetting", key]),
            .. compared.Faults.Take(20).Select(one => $"{one.Field.Name.In(CultureInfo.CurrentUICulture)}: {settingWords.Say(one.Fault, one.Field)}"),
        ],
        _ => [Services.Texts["Import.DraftStands"]],
    };

    private async Task<bool> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return false;
        }

        Versions = await mappings.ListVersionsAsync(Id, cancellationToken);
        return true;
    }
}
