using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>A field's value, ready to be bound.</summary>
internal sealed record ColumnValue(FieldSource Field, FieldChange Change, object Parameter)
{
    /// <summary>True when it must be an item of a list.</summary>
    public bool IsOfList => Field.List is not null && Change.New.HasText;
}

/// <summary>What can be told of a record's values without asking the database.</summary>
internal static class WriteCheck
{
    public static (IReadOnlyList<ColumnValue> Values, IReadOnlyList<FieldError> Errors) Check(
        ISqlDialect dialect, ActorTable actor, IReadOnlyList<FieldChange> changes)
    {
        var values = new List<ColumnValue>(changes.Count);
        var errors = new List<FieldError>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var change in changes)
        {
            var field = actor.Find(change.Field);
            if (field is null)
            {
                errors.Add(new FieldError(change.Field, SqlTexts.NotInDefinition));
            }
            else if (!seen.Add(field.Column))
            {
                errors.Add(new FieldError(change.Field, FieldErrors.Twice));
            }
            else if (Mistake(actor, field, change.New, out var canonical) is { } mistake)
            {
                errors.Add(new FieldError(change.Field, mistake));
            }
            else
            {
                values.Add(new ColumnValue(field, change, Parameter(dialect, actor, field, canonical)));
            }
        }

        return (values, errors);
    }

    /// <summary>A new record needs its mandatory fields, which an update may leave alone.</summary>
    public static IEnumerable<FieldError> LackingInNew(ActorTable actor, IReadOnlyList<FieldChange> values) =>
        actor.Source.Fields
            .Where(field => actor.Access(field) == FieldAccess.Mandatory
                && !values.Any(value => string.Equals(value.Field, field.Key, StringComparison.Ordinal)))
            .Select(field => new FieldError(field.Key, FieldErrors.MustBeFilledIn));

    private static LocalText? Mistake(ActorTable actor, FieldSource field, FieldValue value, out string canonical)
    {
        canonical = "";
        if (actor.Access(field) == FieldAccess.ReadOnly)
        {
            return FieldErrors.ReadOnly;
        }

        if (!value.WasRead)
        {
            return FieldErrors.NoValue;
        }

        if (field.Access == FieldAccess.Mandatory ? string.IsNullOrWhiteSpace(value.Text) : value.IsBlank && actor.RefusesBlank(field))
        {
            return FieldErrors.MustBeFilledIn;
        }

        return value.IsBlank ? null : MistakeInText(field, value.Text!, out canonical);
    }

    private static LocalText? MistakeInText(FieldSource field, string text, out string canonical)
    {
        canonical = CanonicalValues.Canonical(field.Type, text) ?? "";
        if (canonical.Length == 0)
        {
            return FieldErrors.NotOfType(field.Type);
        }

        if (field.MaxLength > 0 && canonical.Length > field.MaxLength)
        {
            return FieldErrors.TooLong(canonical.Length, field.MaxLength);
        }

        if (field.Decimals is { } decimals && CanonicalValues.Scale(canonical) > decimals)
        {
            return FieldErrors.TooManyDecimals(decimals);
        }

        return IsStorable(field, canonical) ? null : FieldErrors.NotText;
    }

    private static bool IsStorable(FieldSource field, string text) =>
        SqlText.IsStorable(text) && (field.Encoding is null || CharacterSet.CanHold(field.Encoding, text));

    private static object Parameter(ISqlDialect dialect, ActorTable actor, FieldSource field, string canonical)
    {
        if (canonical.Length > 0)
        {
            return dialect.ToParameter(field.Type, canonical, actor.Column(field.Column));
        }

        return actor.Column(field.Column).IsNullable ? DBNull.Value : "";
    }
}
