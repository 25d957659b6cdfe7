using System.Globalization;
using System.Text.Json;
using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Reading;

/// <summary>A field's value out of a record, in the contract's canonical form.</summary>
internal static class FieldReading
{
    public static FieldValue Value(Row row, ActorField field)
    {
        if (field.Key == "categories")
        {
            return FieldValue.Of(string.Join(", ", row.Json.Items("categories.").Select(category => category.Text("name"))));
        }

        if (field.Key == "party")
        {
            return FieldValue.Of(row.Json.Member("party.")?.Text("name"));
        }

        return row.Holder(field) is not { } holder ? FieldValue.Blank
            : field.Info.List is "country" or "language" ? Coded(holder, field.Column)
            : Plain(holder, field);
    }

    /// <summary>A list by code. An item without a code has no key that would stay: its value cannot be told.</summary>
    private static FieldValue Coded(JsonElement holder, string column) =>
        holder.Member(column + ".") is not { } item ? FieldValue.Blank : item.Text("code") is { Length: > 0 } code ? FieldValue.Of(code) : FieldValue.NotRead;

    private static FieldValue Plain(JsonElement holder, ActorField field)
    {
        if (!holder.TryGetProperty(field.Column, out var value))
        {
            return FieldValue.NotRead;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => field.Info.Type == FieldType.Checkbox ? FieldValue.Of("0") : FieldValue.Blank,
            JsonValueKind.String => FieldValue.Of(value.GetString()),
            JsonValueKind.True => FieldValue.Of("1"),
            JsonValueKind.False => FieldValue.Of("0"),
            JsonValueKind.Number when value.TryGetDecimal(out var number) => FieldValue.Of(Canonical(number)),
            JsonValueKind.Object when value.Text("decimal") is { } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => FieldValue.Of(Canonical(number)),
            _ => FieldValue.NotRead,
        };
    }

    public static string Canonical(decimal number) => number == 0 ? "0" : number.ToString("0.############################", CultureInfo.InvariantCulture);
}
