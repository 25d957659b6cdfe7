using SuperOfficeErpLink.Connectors.Excel.Model;
using SuperOfficeErpLink.Connectors.Excel.Package;

namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>A field's value, canonical, ready to be put into a cell.</summary>
internal sealed record FieldWrite(FieldColumn Field, FieldChange Change, string Canonical);

/// <summary>What can be told of a record's values without looking at the record.</summary>
internal sealed class WriteCheck(Workbook workbook, ActorSheet sheet)
{
    public (IReadOnlyList<FieldWrite> Values, List<FieldError> Errors) Check(IReadOnlyList<FieldChange> changes)
    {
        var values = new List<FieldWrite>(changes.Count);
        var errors = new List<FieldError>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var canonical = "";
            var mistake = sheet.Find(change.Field) is not { } field ? CellErrors.NoColumn
                : !seen.Add(change.Field) ? FieldErrors.Twice
                : Mistake(field, change.New, out canonical);
            if (mistake is null)
            {
                values.Add(new FieldWrite(sheet.Find(change.Field)!, change, canonical));
            }
            else
            {
                errors.Add(new FieldError(change.Field, mistake));
            }
        }

        return (values, errors);
    }

    /// <summary>A new record needs its mandatory fields, which an update may leave alone.</summary>
    public IEnumerable<FieldError> LackingInNew(IReadOnlyList<FieldChange> values) => sheet.Fields
        .Where(field => field.Access == FieldAccess.Mandatory && !values.Any(value => string.Equals(value.Field, field.Key, StringComparison.Ordinal)))
        .Select(field => new FieldError(field.Key, FieldErrors.MustBeFilledIn));

    private LocalText? Mistake(FieldColumn field, FieldValue value, out string canonical)
    {
        canonical = "";
        if (field.Access == FieldAccess.ReadOnly)
        {
            return FieldErrors.ReadOnly;
        }

        if (!value.WasRead)
        {
            return FieldErrors.NoValue;
        }

        if (field.Access == FieldAccess.Mandatory && string.IsNullOrWhiteSpace(value.Text))
        {
            return FieldErrors.MustBeFilledIn;
        }

        return value.IsBlank ? null : MistakeInText(field, value.Text!, out canonical);
    }

    private LocalText? MistakeInText(FieldColumn field, string text, out string canonical)
    {
        canonical = CanonicalValues.Canonical(field.Type, text) ?? "";
        if (canonical.Length == 0)
        {
            return FieldErrors.NotOfType(field.Type);
        }

        var longest = field.MaxLength > 0 ? Math.Min(field.MaxLength, CellText.Longest) : CellText.Longest;
        return canonical.Length > longest ? FieldErrors.TooLong(canonical.Length, longest)
            : field.Decimals is { } decimals && CanonicalValues.Scale(canonical) > decimals ? FieldErrors.TooManyDecimals(decimals)
            : !CellText.IsStorable(canonical) ? FieldErrors.NotText
            : field.List is { } list && !workbook.Lists[list].ByKey.ContainsKey(canonical) ? FieldErrors.NotInList(canonical)
            : CellValues.Write(field.Type, canonical, Cell.Blank, sheet.Dates) is null ? CellErrors.NotExact
            : null;
    }
}
