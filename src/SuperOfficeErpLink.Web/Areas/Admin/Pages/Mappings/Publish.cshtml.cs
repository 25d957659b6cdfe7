using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Mappings;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Mappings;

/// <summary>A draft before it is put in force: what it changes, what may go wrong, what it would write.</summary>
public sealed class PublishModel(MappingServices services, MappingPublisher publisher, MappingLinter linter, DryRunOrders dryRuns, ISweepStore sweep) : MappingPage(services)
{
    public const int LongestWhy = 500;

    public IReadOnlyList<MappingDifference> Differences { get; private set; } = [];

    /// <summary>What was put in force since the draft was made.</summary>
    public IReadOnlyList<MappingDifference> Theirs { get; private set; } = [];

    public IReadOnlyList<NewPair> NewPairs { get; private set; } = [];

    public LintReport? Lint { get; private set; }

    public DryRunView? DryRun { get; private set; }

    public int Links { get; private set; }

    public string Why { get; private set; } = "";

    public string? WhyError { get; private set; }

    public IReadOnlyList<string> FaultLines => [.. Faults.Select(fault => $"{Words.Type(fault.Actor)}: {Words.Say(fault, Systems!)}")];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await ShowAsync(cancellationToken) ? Page() : NotFound();

    /// <summary>The check, which reads some records of both systems.</summary>
    public async Task<IActionResult> OnGetCheckAsync(CancellationToken cancellationToken)
    {
        if (!await ShowAsync(cancellationToken) || Systems is null)
        {
            return NotFound();
        }

        try
        {
            Lint = await linter.CheckAsync(User.ToContext(), Id, cancellationToken);
        }
        catch (ConnectorException failure) when (failure.Kind != FailureKind.Defect)
        {
            Notices.Add(new Notice(NoticeKind.Error, Services.Texts["Check.NotRead", failure.UserText.In(CultureInfo.CurrentUICulture)]));
        }

        return Request.Headers.ContainsKey("HX-Request") ? Partial("Mappings/_Check", this) : Page();
    }

    public async Task<IActionResult> OnPostDropAsync(long seen, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        TempData["StatusMessage"] = Services.Texts[await Services.Drafts.DropAsync(User.ToContext(), Id, seen, cancellationToken) ? "Mappings.Dropped" : "Publish.Changed"];
        return RedirectToPage("Fields", new { Id });
    }

    public async Task<IActionResult> OnPostMergeAsync(long seen, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        TempData["StatusMessage"] = Services.Texts[await Services.Drafts.BringUpToDateAsync(User.ToContext(), Id, seen, cancellationToken) is null ? "Publish.Changed" : "Publish.Merged"];
        return RedirectToPage(new { Id });
    }

    /// <summary>What to do with pairs that are new, stored in the draft; and the dry run of it, if that is what the button says.</summary>
    public async Task<IActionResult> OnPostDryRunAsync(string? seen, CancellationToken cancellationToken)
    {
        if (!await ShowAsync(cancellationToken) || Opened.Draft is not { } draft)
        {
            return NotFound();
        }

        var document = Web.Mappings.NewPairs.With(draft.Document, NewPairs, pair => Enum.TryParse<FirstValue>(Request.Form[pair.Key], out var first) && pair.Choices.Contains(first) ? first : null);
        if (MappingDifferences.Between(draft.Document, document).Count > 0
            && await Services.Drafts.SaveAsync(User.ToContext(), Opened, document, ReadSeen(seen), cancellationToken) is null)
        {
            TempData["StatusMessage"] = Services.Texts["Publish.Changed"];
            return RedirectToPage(new { Id });
        }

        await dryRuns.StartAsync(User.ToContext(), Id, cancellationToken);
        return Redirect($"{Url.Page("Publish", new { Id })}#dry-run");
    }

    public async Task<IActionResult> OnPostAsync(long seen, long? shown, string? why, bool syncNow, CancellationToken cancellationToken)
    {
        if (!await ShowAsync(cancellationToken))
        {
            return NotFound();
        }

        Why = (why ?? "").Trim();
        if (Why.Length is 0 or > LongestWhy)
        {
            WhyError = Services.Texts["Publish.WhyMissing", LongestWhy];
            return Page();
        }

        var result = await publisher.PublishAsync(User.ToContext(), Id, seen, shown, Why, syncNow, cancellationToken);
        if (result is PublishResult.Published published)
        {
            TempData["StatusMessage"] = Services.Texts["Publish.Done", published.Version];
            return published.Run is { } run ? Redirect(Url.Content($"~/runs/{run.Id}")) : RedirectToPage("Versions", new { Id });
        }

        Notices.Add(new Notice(NoticeKind.Error, Say(result)));
        return Page();
    }

    private string Say(PublishResult result) => result switch
    {
        PublishResult.Faulty => Services.Texts["Publish.Faulty"],
        PublishResult.Outdated outdated => Services.Texts["Publish.Outdated", outdated.Version],
        PublishResult.Same => Services.Texts["Publish.Same"],
        _ => Services.Texts["Publish.Changed"],
    };

    private async Task<bool> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return false;
        }

        var inForce = await Services.Connections.GetMappingAsync(Id, Connection.MappingVersion, cancellationToken);
        Differences = MappingDifferences.Between(inForce, Opened.Document);
        if (Opened.IsOutdated)
        {
            var start = await Services.Connections.GetMappingAsync(Id, Opened.BaseVersion, cancellationToken);
            (Differences, Theirs) = (MappingDifferences.Between(start, Opened.Document), MappingDifferences.Between(start, inForce));
        }

        NewPairs = Web.Mappings.NewPairs.Of(inForce, Opened.Document);
        Links = await sweep.CountAsync(Id, cancellationToken);
        DryRun = Opened.Draft is null ? null : await dryRuns.FindAsync(User.ToContext(), Id, cancellationToken);
        return true;
    }
}
