using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>The create dialog's values, editors and mistakes in words.</summary>
public sealed class CreateTexts(ErpTexts texts, ValueTexts values, ErpListTexts lists, TimeProvider time)
{
    private const string ControlTime = "yyyy-MM-ddTHH:mm";
    private readonly Dictionary<string, IReadOnlyList<ListItem>> items = new(StringComparer.Ordinal);
    private string erpName = "";

    /// <exception cref="ConnectorException">When the ERP's lists cannot be read.</exception>
    public Task LoadAsync(CreateForm form, CancellationToken cancellationToken) => LoadAsync(form.Connection, form.Rows, cancellationToken);

    /// <param name="rows">Of any number of forms.</param>
    /// <exception cref="ConnectorException">When the ERP's lists cannot be read.</exception>
    public async Task LoadAsync(Connection connection, IReadOnlyCollection<CreateRow> rows, CancellationToken cancellationToken)
    {
        erpName = connection.Name;
        foreach (var list in rows.Where(row => row.IsAsked).Select(row => row.Info.List).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            items[list] = await lists.ItemsAsync(connection, list, cancellationToken);
        }

        await values.LoadAsync(connection, rows.Select(row => row.CrmInfo).OfType<FieldInfo>(), rows.Select(row => row.Info), cancellationToken);
    }

    /// <summary>A form as it is shown.</summary>
    /// <param name="typed">What stands in the control of a field.</param>
    /// <param name="errors">By field key.</param>
    /// <param name="prefix">Stands before the names of the form's fields where a page has several: "Pairs[3].".</param>
    /// <param name="id">The same for elements' ids.</param>
    public CreateView View(CreateForm form, Func<CreateRow, string> typed, IReadOnlyDictionary<string, string> errors, string prefix = "", string id = "") => new(
        form, form.Stamp,
        [.. form.Rows.Where(row => row.IsAsked)
            .Select(row => Editor(row, typed(row), errors.GetValueOrDefault(row.Info.Key)) with { Prefix = prefix, IdPrefix = id })],
        new CreateSent([.. form.Rows.Where(row => !row.IsAsked)], this));

    /// <summary>Why what was typed cannot be sent, by field key.</summary>
    public IReadOnlyDictionary<string, string> Mistakes(IReadOnlyList<CreateRow> rows, IReadOnlyDictionary<string, CannotHold> mistakes) =>
        rows.Where(row => mistakes.ContainsKey(row.Info.Key)).ToDictionary(row => row.Info.Key, row => Mistake(row, mistakes[row.Info.Key]), StringComparer.Ordinal);

    /// <summary>Fields that are asked for when an actor is linked, as they are shown.</summary>
    /// <param name="input">What the user has typed before; a control that was not touched shows what the actor holds now.</param>
    /// <param name="errors">By field key.</param>
    public AskedView Asked(
        IReadOnlyList<AskedRow> rows, AskedInput? input, IReadOnlyDictionary<string, string> errors, string prefix = "", string id = "")
    {
        var editors = rows.Select(row => Editor(row.Row, input?.Touched(row.Info) ?? Control(row.Info, row.Row.Proposed), errors.GetValueOrDefault(row.Info.Key)) with
        {
            Prefix = prefix,
            IdPrefix = id,
            Held = Control(row.Info, row.Held),
            Fresh = Control(row.Info, row.Row.Proposed),
        }).ToList();
        return new AskedView(editors, rows.Zip(editors).Count(one => Entered(one.First, one.Second.Typed) is not { } text || one.First.Writes(text)));
    }

    /// <summary>What the user entered; what the actor holds where the control was left as it was, for a control may not be able to hold all of it.</summary>
    public string? Entered(AskedRow row, IReadOnlyDictionary<string, string?> posted) =>
        row.Info.Type == FieldType.Checkbox || posted.ContainsKey(row.Info.Key) ? Entered(row, posted.GetValueOrDefault(row.Info.Key)) : row.Held;

    private string? Entered(AskedRow row, string? typed) =>
        row.Info.Type != FieldType.Checkbox && AskedInput.IsSame(typed, Edit(row.Info, row.Held)) ? row.Held : Read(row.Info, typed);

    /// <summary>Canonical text as a control says it: a box that was never ticked is not ticked.</summary>
    private string Control(FieldInfo field, string canonical) =>
        field.Type == FieldType.Checkbox ? canonical == "1" ? "1" : "0" : Edit(field, canonical);

    public string Label(CreateRow row) => row.Info.Name.In(CultureInfo.CurrentUICulture);

    /// <summary>What is sent, for reading.</summary>
    public string Value(CreateRow row) => values.Show(Side.Erp, row.Info, row.Proposed);

    public CreateEditor Editor(CreateRow row, string typed, string? error) => new(row, Label(row), Items(row, typed), typed, Note(row), error);

    /// <summary>Canonical text as the form's control has it.</summary>
    public string Edit(FieldInfo field, string canonical) =>
        field.Type == FieldType.DateTime && DateTimeOffset.TryParse(canonical, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString(ControlTime, CultureInfo.InvariantCulture)
            : FieldText.Edit(field, canonical, CultureInfo.CurrentCulture);

    /// <summary>What the form's control says, in canonical form; null when it is not in the form its type has.</summary>
    public string? Read(FieldInfo field, string? typed)
    {
        if (field.Type != FieldType.DateTime || string.IsNullOrWhiteSpace(typed))
        {
            return FieldText.Read(field, typed, CultureInfo.CurrentCulture);
        }

        return DateTime.TryParseExact(typed.Trim(), [ControlTime, $"{ControlTime}:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && !time.LocalTimeZone.IsInvalidTime(local)
            ? TimeZoneInfo.ConvertTimeToUtc(local, time.LocalTimeZone).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
            : null;
    }

    public string Mistake(CreateRow row, CannotHold mistake) => mistake switch
    {
        CannotHold.Mandatory => texts["Mistake.Mandatory"],
        CannotHold.TooLong => texts["Mistake.TooLong", row.Info.MaxLength],
        CannotHold.TooPrecise => texts["Mistake.TooPrecise", row.Info.Decimals ?? 0],
        CannotHold.Characters => texts["Mistake.Characters", erpName],
        _ => row.Info.Type switch
        {
            FieldType.Integer => texts["Mistake.Integer"],
            FieldType.Decimal => texts["Mistake.Decimal", 1234.5m.ToString("N2", CultureInfo.CurrentCulture)],
            _ => texts["Mistake.Date"],
        },
    };

    /// <summary>Items out of use are offered only where they stand already.</summary>
    private List<ListItem> Items(CreateRow row, string typed)
    {
        var all = row.Info.List is { } list ? items.GetValueOrDefault(list, []) : [];
        return [.. all.Where(item => item.IsActive || item.Key == typed), .. typed.Length > 0 && all.All(item => item.Key != typed) ? new[] { new ListItem(typed, typed, true) } : []];
    }

    private string? Note(CreateRow row) =>
        row.CrmInfo is not { } crm ? null
        : !row.Crm.WasRead ? texts["Create.CrmNotRead", texts["Crm.Name"]]
        : row.WhyNot == CannotHold.None ? null
        : $"{texts["Create.CrmValue", texts["Crm.Name"], values.Show(Side.Crm, crm, row.Crm.Text!)]} {texts[$"CannotHold.{row.WhyNot}", erpName, row.Info.MaxLength]}.";
}
