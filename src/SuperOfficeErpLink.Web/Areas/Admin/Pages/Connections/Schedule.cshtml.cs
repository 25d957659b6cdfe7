using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Jobs;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Connections;

/// <summary>When a connection's scheduled runs start.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class ScheduleModel(
    IConnectionEditStore store, ConnectionEditor editor, IScheduleStore schedules, IAutomaticSyncStore automatic, JobSettings jobs, ConnectionTexts texts, ValueTexts values, TimeProvider time) : PageModel
{
    [FromRoute]
    public Guid Id { get; set; }

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public ConnectionDetails Details { get; private set; } = null!;

    public Notice? Notice { get; private set; }

    /// <summary>When the next runs start; null: none is scheduled.</summary>
    public (string Changes, string Everything)? Next { get; private set; }

    /// <summary>What stands above the interval in this installation.</summary>
    public TimeSpan? Override => jobs.ChangesEvery;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        Input = InputModel.Of(Details);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (!await IsValidAsync(cancellationToken))
        {
            return Page();
        }

        switch (await editor.SaveScheduleAsync(User.ToContext(), Id, Input.RowVersion, Input.On, Input.ToSchedule(), cancellationToken))
        {
            case EditOutcome.Saved:
                TempData["StatusMessage"] = texts["Schedule.Saved"];
                return Redirect(Url.Content($"~/admin/connections/{Id}/schedule"));
            case EditOutcome.Stale:
                Notice = new Notice(NoticeKind.Warning, texts["Edit.Stale"], $"~/admin/connections/{Id}/schedule", texts["Edit.SeeAgain"]);
                return Page();
            default:
                return NotFound();
        }
    }

    public string? Error(string field) => ModelState[$"Input.{field}"]?.Errors.FirstOrDefault()?.ErrorMessage;

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Id, cancellationToken) is not { DeletedAt: null } details)
        {
            return false;
        }

        Details = details;
        if (jobs.AutomaticSync && (await automatic.GetAsync(cancellationToken)).IsOn && (await schedules.ListAsync(cancellationToken)).FirstOrDefault(one => one.Id == Id && one.IsOn) is { } scheduled)
        {
            var (changes, everything) = SyncClock.Next(scheduled.Schedule, jobs.Interval(scheduled.Schedule), scheduled.Last, time.GetUtcNow(), time.LocalTimeZone);
            Next = (values.Show(changes), values.Show(everything));
        }

        return true;
    }

    private async Task<bool> IsValidAsync(CancellationToken cancellationToken)
    {
        var result = await new Validator(texts).ValidateAsync(Input, cancellationToken);
        result.Errors.ForEach(error => ModelState.AddModelError($"Input.{error.PropertyName}", error.ErrorMessage));
        return result.IsValid && ModelState.IsValid;
    }

    public sealed class InputModel
    {
        public bool On { get; set; }

        public string? Interval { get; set; }

        /// <summary>Hours and minutes, as browsers send a time.</summary>
        public string? Nightly { get; set; }

        public string? QuietFrom { get; set; }

        public string? QuietTo { get; set; }

        public long RowVersion { get; set; }

        public static InputModel Of(ConnectionDetails details) => new()
        {
            On = details.Connection.AutomaticSync, Interval = details.Schedule.IntervalMinutes.ToString(CultureInfo.InvariantCulture), Nightly = Clock(details.Schedule.NightlyAt),
            QuietFrom = Clock(details.Schedule.QuietFrom), QuietTo = Clock(details.Schedule.QuietTo), RowVersion = details.RowVersion,
        };

        /// <summary>What is no number or no time is one that no schedule has.</summary>
        public SyncSchedule ToSchedule() => new(
            int.TryParse(Interval?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? minutes : 0, Minute(Nightly) ?? -1, Minute(QuietFrom), Minute(QuietTo));

        private static string? Clock(int? minute) => minute is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known / 60:00}:{known % 60:00}") : null;

        private static int? Minute(string? text) =>
            string.IsNullOrWhiteSpace(text) ? null
            : TimeOnly.TryParseExact(text.Trim(), ["HH:mm", "H:mm", "HH.mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? (at.Hour * 60) + at.Minute
            : -1;
    }

    public sealed class Validator : AbstractValidator<InputModel>
    {
        public Validator(ConnectionTexts texts)
        {
            RuleFor(input => input.Interval).Must((input, _) => !Has(input, ScheduleFault.Interval)).WithMessage(texts["Schedule.Interval.Wrong"]);
            RuleFor(input => input.Nightly).Must((input, _) => !Has(input, ScheduleFault.Nightly)).WithMessage(texts["Schedule.Nightly.Wrong"]);
            RuleFor(input => input.Nightly).Must((input, _) => !Has(input, ScheduleFault.NightlyInQuiet)).WithMessage(texts["Schedule.Nightly.Quiet"]);
            RuleFor(input => input.QuietFrom).Must((input, _) => !Has(input, ScheduleFault.QuietHalf)).WithMessage(texts["Schedule.Quiet.Half"]);
            RuleFor(input => input.QuietTo).Must((input, _) => !Has(input, ScheduleFault.QuietEmpty)).WithMessage(texts["Schedule.Quiet.Empty"]);
        }

        private static bool Has(InputModel input, ScheduleFault fault) => SyncClock.Faults(input.ToSchedule()).Contains(fault);
    }
}
