using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Connections;

/// <summary>One field of the form as it is shown.</summary>
/// <param name="Value">Empty for a secret: none is ever sent to a browser.</param>
/// <param name="HasSecret">One is kept, and an empty field leaves it.</param>
public sealed record SettingView(int Index, SettingField Field, string Value, bool HasSecret, IReadOnlyList<string> Errors)
{
    public string Id => string.Create(CultureInfo.InvariantCulture, $"setting-{Index}");

    public string Name => SettingsPage.Prefix + Field.Key;

    public string ClearName => SettingsPage.ClearPrefix + Field.Key;
}

/// <summary>The form of a connection's settings, of a new one or of one that exists: shown, refreshed, tested and saved by the same code.</summary>
public abstract class SettingsPage(ConnectionTester tester, ConnectionEditor editor, ISettingsMemory memory, SettingWords words, ConnectionTexts texts) : PageModel
{
    internal const string Prefix = "s.";
    internal const string ClearPrefix = "clear.";
    private readonly Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);
    private readonly List<string> generalErrors = [];

    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>What the fields hold where nobody typed: of the stored connection, or a new one's defaults.</summary>
    protected Settings Stored { get; set; } = Settings.Empty;

    /// <summary>None for a connection that does not exist yet.</summary>
    protected Guid ConnectionId { get; set; }

    protected string ConnectorId { get; set; } = "";

    /// <summary>The client a test must find; null: any.</summary>
    protected string? Identity { get; set; }

    protected ConnectionEditor Editor => editor;

    protected ConnectionTester Tester => tester;

    public IReadOnlyList<SettingView> Fields { get; private set; } = [];

    public ConnectionTestResult? Test { get; private set; }

    public Notice? Notice { get; private set; }

    /// <summary>Why there is no form: the connector is not installed, or cannot say what it needs.</summary>
    public LocalText? Unavailable { get; private set; }

    public IReadOnlyList<string> GeneralErrors => generalErrors;

    public SettingWords Words => words;

    /// <summary>Where leaving without saving leads.</summary>
    public abstract string Back { get; }

    public IReadOnlyList<string> Error(string field) => [.. ModelState[$"Input.{field}"]?.Errors.Select(error => error.ErrorMessage) ?? []];

    public async Task<IActionResult> OnPostFieldsAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        await ReadAsync(withFaults: false, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (await ReadAsync(withFaults: true, cancellationToken) is { Faults.Count: 0 } entry)
        {
            await TestAsync(entry.Settings, cancellationToken);
        }

        return Page();
    }

    public Task<IActionResult> OnPostSaveAsync(CancellationToken cancellationToken) => SaveAsync(untestedAnyway: false, cancellationToken);

    public Task<IActionResult> OnPostAnywayAsync(CancellationToken cancellationToken) => SaveAsync(untestedAnyway: true, cancellationToken);

    /// <summary>False when there is no such connection.</summary>
    protected abstract Task<bool> LoadAsync(CancellationToken cancellationToken);

    protected abstract Task<EditOutcome> StoreAsync(ConnectionEntry entry, EnteredSettings? tested, bool untestedAnyway, CancellationToken cancellationToken);

    protected abstract IActionResult Done(EditOutcome outcome);

    /// <summary>The form as it stands in the store.</summary>
    protected async Task ShowAsync(CancellationToken cancellationToken)
    {
        if (await DescribeAsync(Stored, cancellationToken) is { } fields)
        {
            // What a new connection is not given by a copy begins with the connector's defaults.
            Show(fields, field => SettingWords.Show(field, Stored[field.Key] ?? (ConnectionId == Guid.Empty ? field.Default : null)), new Dictionary<string, SettingFault>(), [Stored]);
        }
    }

    private async Task<IActionResult> SaveAsync(bool untestedAnyway, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        var isValid = await IsValidAsync(cancellationToken);
        var entry = await ReadAsync(withFaults: true, cancellationToken);
        if (entry is not { Faults.Count: 0 } || !isValid)
        {
            return Page();
        }

        var secretKeys = Fields.Where(view => view.Field.IsSecret).Select(view => view.Field.Key).ToHashSet(StringComparer.Ordinal);
        var connection = new ConnectionEntry(Input.Name ?? "", Input.Description ?? "", entry.Settings, secretKeys);
        var tested = await FindAsync(cancellationToken);
        var outcome = await StoreAsync(connection, tested, untestedAnyway, cancellationToken);
        if (outcome is EditOutcome.NotTested && await TestAsync(entry.Settings, cancellationToken) is { Passed: true })
        {
            outcome = await StoreAsync(connection, await FindAsync(cancellationToken), untestedAnyway: false, cancellationToken);
        }

        return await AnswerAsync(outcome, cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(EditOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case EditOutcome.Saved or EditOutcome.WaitsForRun:
                await memory.ForgetAsync(Input.Entered, cancellationToken);
                return Done(outcome);
            case EditOutcome.Gone:
                return NotFound();
            case EditOutcome.NameTaken:
                ModelState.AddModelError("Input.Name", texts["Edit.NameTaken"]);
                break;
            case EditOutcome.Stale:
                Notice = new Notice(NoticeKind.Warning, texts["Edit.Stale"], Back, texts["Edit.SeeAgain"]);
                break;
            case EditOutcome.OtherClient other:
                Notice = new Notice(NoticeKind.Error, texts["Edit.OtherClient", other.Links], "~/admin/connections/new", texts["New.Title"]);
                break;
            case EditOutcome.NotTested:
                Notice = new Notice(NoticeKind.Error, texts["Edit.TestFailed"]);
                break;
            default:
                throw new InvalidOperationException($"The form lets {outcome} through.");
        }

        return Page();
    }

    private async Task<ConnectionTestResult> TestAsync(Settings settings, CancellationToken cancellationToken)
    {
        Test = await tester.TestAsync(ConnectorId, ConnectionId == Guid.Empty ? Guid.NewGuid() : ConnectionId, settings, Identity, cancellationToken);
        foreach (var error in Test.Errors)
        {
            Add(error.Key, words.Say(error));
        }

        Fields = [.. Fields.Select(view => view with { Errors = errors.GetValueOrDefault(view.Field.Key) ?? view.Errors })];
        if (Test.Passed)
        {
            await KeepAsync(settings, Test.Description, null, cancellationToken);
        }

        return Test;
    }

    /// <summary>What was typed, by the form that it leads to; null: the connector cannot say what that is.</summary>
    private async Task<SettingsEntry?> ReadAsync(bool withFaults, CancellationToken cancellationToken)
    {
        var before = await FindAsync(cancellationToken);
        IReadOnlyList<Settings> known = before is null ? [Stored] : [before.Settings, Stored];
        var typed = Typed(before);
        if (await DescribeAsync(Together(typed, known), cancellationToken) is not { } fields)
        {
            // Nobody knows which of it is secret: all of it stays here until the connector answers again.
            await KeepAsync(before?.Settings ?? Settings.Empty, passed: null, typed, cancellationToken);
            return null;
        }

        var canonical = fields.ToDictionary(field => field.Key, field => SettingWords.ToCanonical(field, Raw(field, typed, known)), StringComparer.Ordinal);
        var cleared = fields.Where(field => Request.Form.ContainsKey(ClearPrefix + field.Key)).Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        var entry = SettingsForm.Read(fields, canonical, cleared, known);
        await KeepAsync(
            entry.Settings, SettingsStayProven(before, entry) ? before!.Passed : null, typed.Where(one => fields.All(field => field.Key != one.Key)), cancellationToken);
        Show(fields, field => Raw(field, typed, known), withFaults ? entry.Faults : new Dictionary<string, SettingFault>(), [entry.Settings]);
        return entry;
    }

    private static bool SettingsStayProven(EnteredSettings? before, SettingsEntry entry) => before?.Passed is not null && SettingsForm.Same(before.Settings, entry.Settings);

    /// <summary>A field that was not on the form yet begins with what is known of it, or its default; a box that is not ticked is not sent.</summary>
    private string Raw(SettingField field, Dictionary<string, string> typed, IReadOnlyList<Settings> known) =>
        typed.TryGetValue(field.Key, out var text) ? text
        : field.IsSecret || (field.Type == SettingType.Checkbox && WasShown(field)) ? ""
        : known.Select(some => some[field.Key]).FirstOrDefault(value => value is not null) is { } value ? SettingWords.Show(field, value)
        : SettingWords.Show(field, field.Default);

    private bool WasShown(SettingField field) => Request.Form["Shown"].Contains(field.Key, StringComparer.Ordinal);

    private Dictionary<string, string> Typed(EnteredSettings? before)
    {
        var typed = before is null ? [] : new Dictionary<string, string>(before.Others, StringComparer.Ordinal);
        foreach (var (name, value) in Request.Form.Where(field => field.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            typed[name[Prefix.Length..]] = value.ToString();
        }

        return typed;
    }

    private static Settings Together(Dictionary<string, string> typed, IReadOnlyList<Settings> known)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var some in known.Reverse())
        {
            foreach (var key in some.Keys)
            {
                all[key] = some[key] ?? "";
            }
        }

        foreach (var (key, text) in typed.Where(one => one.Value.Length > 0))
        {
            all[key] = text;
        }

        return new Settings(all);
    }

    private Task<EnteredSettings?> FindAsync(CancellationToken cancellationToken) =>
        memory.FindAsync(User.ToContext().Id, ConnectionId, ConnectorId, Input.Entered, cancellationToken);

    /// <param name="others">Null: those from before.</param>
    private async Task KeepAsync(Settings settings, ErpDescription? passed, IEnumerable<KeyValuePair<string, string>>? others, CancellationToken cancellationToken)
    {
        var kept = others?.ToDictionary(StringComparer.Ordinal) ?? (await FindAsync(cancellationToken))?.Others ?? new Dictionary<string, string>();
        await memory.ForgetAsync(Input.Entered, cancellationToken);
        Input.Entered = await memory.KeepAsync(new EnteredSettings(User.ToContext().Id, ConnectionId, ConnectorId, settings, kept, passed), cancellationToken);

        // The tag helper would show what was posted.
        ModelState.Remove("Input.Entered");
    }

    private async Task<IReadOnlyList<SettingField>?> DescribeAsync(Settings known, CancellationToken cancellationToken)
    {
        try
        {
            return await tester.DescribeSettingsAsync(ConnectorId, known, cancellationToken);
        }
        catch (ConnectorException failure)
        {
            Unavailable = failure.UserText;
            return null;
        }
    }

    private void Show(IReadOnlyList<SettingField> fields, Func<SettingField, string> value, IReadOnlyDictionary<string, SettingFault> faults, IReadOnlyList<Settings> kept)
    {
        foreach (var field in fields.Where(field => faults.ContainsKey(field.Key)))
        {
            Add(field.Key, words.Say(faults[field.Key], field));
        }

        Fields =
        [
            .. fields.Select((field, index) => new SettingView(
                index, field, field.IsSecret ? "" : value(field), field.IsSecret && kept.Any(some => some[field.Key] is not null),
                errors.GetValueOrDefault(field.Key) ?? [])),
        ];
    }

    private void Add(string? key, string message)
    {
        if (key is null || (Fields.Count > 0 && Fields.All(view => view.Field.Key != key)))
        {
            generalErrors.Add(message);
            return;
        }

        if (!errors.TryGetValue(key, out var list))
        {
            errors[key] = list = [];
        }

        if (!list.Contains(message, StringComparer.Ordinal))
        {
            list.Add(message);
        }
    }

    private async Task<bool> IsValidAsync(CancellationToken cancellationToken)
    {
        var result = await new Validator(texts).ValidateAsync(Input, cancellationToken);
        result.Errors.ForEach(error => ModelState.AddModelError($"Input.{error.PropertyName}", error.ErrorMessage));
        return result.IsValid;
    }

    public sealed class InputModel
    {
        public string? Name { get; set; }

        public string? Description { get; set; }

        public long RowVersion { get; set; }

        /// <summary>Of what the memory keeps between two posts.</summary>
        public string? Entered { get; set; }
    }

    public sealed class Validator : AbstractValidator<InputModel>
    {
        public Validator(ConnectionTexts texts)
        {
            RuleFor(input => input.Name).Must(name => !string.IsNullOrWhiteSpace(name)).WithMessage(texts["Edit.NameMissing"]);
            RuleFor(input => input.Name).Must(name => name is null || name.Trim().Length <= ConnectionEditor.LongestName)
                .WithMessage(texts["Edit.NameTooLong", ConnectionEditor.LongestName]);
            RuleFor(input => input.Description).Must(text => text is null || text.Trim().Length <= ConnectionEditor.LongestDescription)
                .WithMessage(texts["Edit.DescriptionTooLong", ConnectionEditor.LongestDescription]);
        }
    }
}
