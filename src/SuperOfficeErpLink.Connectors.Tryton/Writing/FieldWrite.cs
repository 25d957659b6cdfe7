using System.Globalization;
using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Reading;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Writing;

/// <summary>A field's new value as Tryton takes it; null for blank.</summary>
internal sealed record FieldWrite(ActorField Field, FieldChange Change, object? Value);

/// <summary>What can be told of a record's values before they are sent. The lists are read when a value of one is written.</summary>
internal sealed class WriteCheck(ListReader lists)
{
    private readonly Dictionary<string, TrytonList> read = new(StringComparer.Ordinal);

    public async Task<(IReadOnlyList<FieldWrite> Writes, List<FieldError> Errors)> CheckAsync(
        ActorShape shape, IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken)
    {
        var writes = new List<FieldWrite>(changes.Count);
        var errors = new List<FieldError>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (shape.Find(change.Field) is not { } field)
            {
                errors.Add(new FieldError(change.Field, TrytonErrors.NotThere));
            }
            else if (!seen.Add(field.Key))
            {
                errors.Add(new FieldError(field.Key, FieldErrors.Twice));
            }
            else if (Mistake(field, change.New) is { } mistake)
            {
                errors.Add(new FieldError(field.Key, mistake));
            }
            else if (field.Info.Type == FieldType.List && change.New.HasText)
            {
                if (await IdAsync(field.Info.List!, change.New.Text!, cancellationToken) is { } id)
                {
                    writes.Add(new FieldWrite(field, change, id));
                }
                else
                {
                    errors.Add(new FieldError(field.Key, TrytonErrors.NotInList(change.New.Text!)));
                }
            }
            else
            {
                writes.Add(new FieldWrite(field, change, Plain(field, change.New)));
            }
        }

        return (writes, errors);
    }

    /// <summary>A new record needs its mandatory fields, which an update may leave alone; a status comes by itself.</summary>
    public static IEnumerable<FieldError> LackingInNew(ActorShape shape, IReadOnlyList<FieldChange> values) => shape.Fields
        .Where(field => field.Info is { Access: FieldAccess.Mandatory, Type: not FieldType.List } && !values.Any(value => string.Equals(value.Field, field.Key, StringComparison.Ordinal)))
        .Select(field => new FieldError(field.Key, FieldErrors.MustBeFilledIn));

    private async Task<int?> IdAsync(string list, string key, CancellationToken cancellationToken)
    {
        if (!read.TryGetValue(list, out var items))
        {
            read[list] = items = await lists.ReadAsync(list, cancellationToken);
        }

        return items.IdOf(key);
    }

    private static LocalText? Mistake(ActorField field, FieldValue value)
    {
        if (field.Info.Access == FieldAccess.ReadOnly)
        {
            return TrytonErrors.ReadOnly;
        }

        if (!value.WasRead)
        {
            return FieldErrors.NoValue;
        }

        if (field.Info.Access == FieldAccess.Mandatory && string.IsNullOrWhiteSpace(value.Text))
        {
            return FieldErrors.MustBeFilledIn;
        }

        return field.Info.Type switch
        {
            FieldType.Checkbox => value.Text is "1" or "0" ? null : FieldErrors.NotOfType(FieldType.Checkbox),
            FieldType.Decimal => value.IsBlank || Number(value.Text!) is not null ? null : FieldErrors.NotOfType(FieldType.Decimal),
            FieldType.Text => MistakeInText(field, value.Text!),
            _ => null,
        };
    }

    private static LocalText? MistakeInText(ActorField field, string text) =>
        field.Info.MaxLength > 0 && text.Length > field.Info.MaxLength ? TrytonErrors.TooLong(text.Length, field.Info.MaxLength)
        : !Domain.IsText(text) ? TrytonErrors.NotText
        : !field.IsMultiline && text.AsSpan().IndexOfAny("\t\n\r\v\f") >= 0 ? TrytonErrors.OneLine
        : null;

    private static object? Plain(ActorField field, FieldValue value) => field.Info.Type switch
    {
        FieldType.Checkbox => value.Text == "1",
        FieldType.Decimal => value.IsBlank ? null : (double)Number(value.Text!)!.Value,
        _ => value.IsBlank ? null : value.Text,
    };

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
