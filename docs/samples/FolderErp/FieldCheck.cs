using System.Globalization;
using SuperOfficeErpLink.Connectors;

namespace FolderErp;

/// <summary>Whether values may be written, before anything is: a record is written whole or not at all.</summary>
internal static class FieldCheck
{
    public static bool IsDate(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    public static List<FieldError> Find(RecordKind kind, IReadOnlyList<FieldChange> changes, IReadOnlyList<ListItem> groups) =>
        [.. changes.Select(change => (change.Field, Message: Refuse(kind.Find(change.Field), change.New, groups))).Where(one => one.Message is not null)
            .Select(one => new FieldError(one.Field, one.Message!))];

    private static LocalText? Refuse(FieldInfo? field, FieldValue value, IReadOnlyList<ListItem> groups) => (field, value) switch
    {
        (null, _) => LocalText.Of("There is no such field.", "Feltet findes ikke."),
        ({ Access: FieldAccess.ReadOnly }, _) => LocalText.Of("The field can only be read.", "Feltet kan kun læses."),
        (_, { WasRead: false }) => LocalText.Of("The value was not read and is not written.", "Værdien er ikke læst og skrives ikke."),
        ({ Access: FieldAccess.Mandatory }, { IsBlank: true }) => LocalText.Of("The field must be filled in.", "Feltet skal udfyldes."),
        ({ Type: FieldType.Checkbox }, _) => value.Text is "0" or "1" ? null : LocalText.Of("It is yes or no.", "Det er ja eller nej."),
        (_, { IsBlank: true }) => null,
        ({ Type: FieldType.Date }, _) => IsDate(value.Text) ? null : LocalText.Of("It is no date.", "Det er ingen dato."),
        ({ Type: FieldType.Decimal }, _) => IsAmount(value.Text!) ? null : LocalText.Of("It is no number with at most two decimals.", "Det er ikke et tal med højst to decimaler."),
        ({ Type: FieldType.List }, _) => groups.Any(group => group.Key == value.Text) ? null : LocalText.Of("The list has no such item.", "Listen har ikke det punkt."),
        _ => value.Text!.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar) ? LocalText.Of("It has signs that cannot be stored.", "Der er tegn, som ikke kan gemmes.") : null,
    };

    private static bool IsAmount(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && decimal.Round(number, 2) == number;
}
