using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Mappings;
using SuperOfficeErpLink.Web.Runs;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Mappings;

/// <summary>One version: what it changed, and the way back to it.</summary>
public sealed class VersionModel(MappingServices services, IMappingStore mappings, MappingPublisher publisher, RunControl runs, RunWords runWords) : MappingPage(services)
{
    private const int RunsLookedAt = 200;

    [FromRoute]
    public int Number { get; set; }

    public MappingVersion Version { get; private set; } = null!;

    /// <summary>To the version before; null: there is none.</summary>
    public IReadOnlyList<MappingDifference>? Changed { get; private set; }

    /// <summary>What going back to it would change; null: it is in force.</summary>
    public IReadOnlyList<MappingDifference>? Back { get; private set; }

    /// <summary>Runs under later versions that have written something.</summary>
    public IReadOnlyList<Run> Later { get; private set; } = [];

    public RunWords RunWords => runWords;

    public string Why { get; private set; } = "";

    public string? WhyError { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await ShowAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(int seenVersion, string? why, CancellationToken cancellationToken)
    {
        if (!await ShowAsync(cancellationToken))
        {
            return NotFound();
        }

        Why = (why ?? "").Trim();
        if (Why.Length is 0 or > PublishModel.LongestWhy)
        {
            WhyError = Services.Texts["Publish.WhyMissing", PublishModel.LongestWhy];
            return Page();
        }

        switch (await publisher.GoBackAsync(User.ToContext(), Id, Number, seenVersion, Why, cancellationToken))
        {
            case PublishResult.Published published:
                TempData["StatusMessage"] = Services.Texts["Version.WentBack", Number, published.Version];
                return RedirectToPage(new { Id, Number });
            case PublishResult.Faulty faulty:
                Notices.Add(new Notice(NoticeKind.Error, Services.Texts["Version.Faulty"]));
                Notices.AddRange(faulty.Faults.Take(20).Select(fault => new Notice(NoticeKind.Error, $"{Words.Type(fault.Actor)}: {(Systems is { } systems ? Words.Say(fault, systems) : fault.Erp)}")));
                return Page();
            case PublishResult.Outdated outdated:
                Notices.Add(new Notice(NoticeKind.Error, Services.Texts["Publish.Outdated", outdated.Version]));
                return Page();
            default:
                Notices.Add(new Notice(NoticeKind.Info, Services.Texts["Publish.Same"]));
                return Page();
        }
    }

    private async Task<bool> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || await mappings.FindVersionAsync(Id, Number, cancellationToken) is not { } version)
        {
            return false;
        }

        Version = version;
        var document = await Services.Connections.GetMappingAsync(Id, Number, cancellationToken);
        var before = (await mappings.ListVersionsAsync(Id, cancellationToken)).FirstOrDefault(other => other.Version < Number);
        Changed = before is null ? null : MappingDifferences.Between(await Services.Connections.GetMappingAsync(Id, before.Version, cancellationToken), document);
        var inForce = await Services.Connections.GetMappingAsync(Id, Connection.MappingVersion, cancellationToken);
        Back = Number == Connection.MappingVersion ? null : MappingDifferences.Between(inForce, document);
        Later = [.. (await runs.ListAsync(User.ToContext(), RunsLookedAt, cancellationToken, Id)).Where(run => run.MappingVersion > Number && run.Kind != RunKind.DryRun && run.Counts.ToCrm + run.Counts.ToErp > 0)];
        return true;
    }
}
