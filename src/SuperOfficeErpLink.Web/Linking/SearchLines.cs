using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>One line of an advanced search as it is posted.</summary>
public sealed class LineInput
{
    /// <summary>Key of the field that the line's operator and values were shown for.</summary>
    public string? Was { get; set; }

    /// <summary>As typed: a field's name.</summary>
    public string? Field { get; set; }

    public string? Operator { get; set; }

    public string? Value { get; set; }

    public string? Second { get; set; }

    /// <summary>Keys of list items.</summary>
    public List<string> Items { get; set; } = [];
}

/// <summary>One line of an advanced search as it is shown.</summary>
/// <param name="Info">Null while no field is chosen.</param>
/// <param name="Items">Of the field's list.</param>
public sealed record LineView(
    int Index, string FieldText, FieldInfo? Info, Operator Operator, string Value, string Second, IReadOnlyList<string> Chosen, IReadOnlyList<ListItem> Items,
    string? Error)
{
    public string Id => $"line-{Index}";

    public string Name => $"Lines[{Index}]";

    public IReadOnlyList<Operator> Operators => Info is null ? [] : Criteria.OperatorsOf(Info);

    public bool IsBetween => Operator == Operator.Between;

    /// <summary>The items to choose among: those offered, and those chosen that no longer are.</summary>
    public IEnumerable<ListItem> Choices =>
        [.. Items.Where(item => item.IsActive || Chosen.Contains(item.Key)), .. Chosen.Where(key => Items.All(item => item.Key != key)).Select(key => new ListItem(key, key, false))];
}

/// <summary>Between lines as kept and as people type them.</summary>
public sealed class SearchLines(ErpTexts texts, TimeProvider time)
{
    private const string LocalForm = "yyyy-MM-dd'T'HH:mm";
    private static readonly string[] LocalForms = [LocalForm, "yyyy-MM-dd'T'HH:mm:ss"];

    /// <summary>What a posted line says; Line is null for a line that names no field, Problem tells why it cannot be used.</summary>
    public static (SearchLine? Line, LineProblem? Problem) Read(FieldNames fields, LineInput input, TimeZoneInfo zone)
    {
        if (fields.Find(input.Field) is not { } info)
        {
            var isEmpty = new[] { input.Field, input.Value, input.Second }.All(string.IsNullOrWhiteSpace) && input.Items.Count == 0;
            return (null, isEmpty ? null : LineProblem.NoSuchField);
        }

        var offered = Criteria.OperatorsOf(info);
        var isOffered = Enum.TryParse<Operator>(input.Operator, out var wanted) && offered.Contains(wanted);
        wanted = isOffered ? wanted : offered[0];
        var typed = Typed(info, wanted, input);
        var values = typed.Select(text => Canonical(info, text, zone)).ToList();
        var line = new SearchLine(info.Key, wanted, [.. values.OfType<string>()]);
        return values.Contains(null) ? (line with { Values = [] }, Criteria.WrongForm(info.Type))
            : !line.IsActive ? (line with { Values = [] }, null)
            : (line, isOffered ? null : LineProblem.NoSuchOperator);
    }

    public LineView Show(int index, FieldNames fields, SearchLine line, IReadOnlyList<ListItem> items)
    {
        var info = fields.Find(line.Field);
        var shown = info is null || info.Type == FieldType.List ? [] : line.Values.Select(value => Edit(info, value)).ToList();
        return new LineView(
            index, info is null ? "" : fields.NameOf(info), info, line.Operator, shown.FirstOrDefault(""), shown.ElementAtOrDefault(1) ?? "",
            info?.Type == FieldType.List ? line.Values : [], items, null);
    }

    /// <summary>A posted line again with everything that was typed.</summary>
    public LineView Again(int index, FieldNames fields, LineInput input, IReadOnlyList<ListItem> items, LineProblem? problem)
    {
        var info = fields.Find(input.Field);
        var offered = info is null ? [] : Criteria.OperatorsOf(info);
        var wanted = Enum.TryParse<Operator>(input.Operator, out var posted) && offered.Contains(posted) ? posted : offered is [var first, ..] ? first : default;
        return new LineView(
            index, info is null ? input.Field ?? "" : fields.NameOf(info), info, wanted, input.Value ?? "", input.Second ?? "", input.Items, items,
            problem is { } known ? Words(known) : null);
    }

    public string Operator(FieldType type, Operator wanted) => texts[$"Operator.{KindOf(type)}.{wanted}"];

    private string Words(LineProblem problem) => problem switch
    {
        LineProblem.NotANumber => texts["Find.NotANumber", 1234.5m.ToString("N2", CultureInfo.CurrentCulture)],
        LineProblem.TooLong => texts["Find.TooLong", Criteria.LongestValue],
        _ => texts[$"Find.{problem}"],
    };

    private static string KindOf(FieldType type) => type switch
    {
        FieldType.Integer or FieldType.Decimal => "Number",
        FieldType.Date or FieldType.DateTime => "Time",
        FieldType.List => "List",
        _ => "Text",
    };

    private static IEnumerable<string> Typed(FieldInfo info, Operator wanted, LineInput input) =>
        info.Type == FieldType.List ? input.Items.Where(key => key.Length > 0)
        : wanted == Connectors.Operator.Between && !(string.IsNullOrWhiteSpace(input.Value) && string.IsNullOrWhiteSpace(input.Second)) ? [input.Value ?? "", input.Second ?? ""]
        : [input.Value ?? ""];

    private static string? Canonical(FieldInfo info, string typed, TimeZoneInfo zone) => (info.Type, typed.Trim()) switch
    {
        (FieldType.Checkbox, var chosen) => chosen,
        (FieldType.Integer, var text) => FieldText.Read(info with { Type = FieldType.Decimal }, text, CultureInfo.CurrentCulture),
        (FieldType.DateTime, { Length: > 0 } text) => ToUtc(text, zone),
        (_, var text) => FieldText.Read(info, text, CultureInfo.CurrentCulture),
    };

    private static string? ToUtc(string text, TimeZoneInfo zone) =>
        DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is > 1 and < 9999
            ? new DateTimeOffset(local, zone.GetUtcOffset(local)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : null;

    private string Edit(FieldInfo info, string canonical) =>
        info.Type == FieldType.DateTime && DateTimeOffset.TryParse(canonical, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString(LocalForm, CultureInfo.InvariantCulture)
            : FieldText.Edit(info, canonical, CultureInfo.CurrentCulture);
}
