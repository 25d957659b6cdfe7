using System.Globalization;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Cards;

/// <summary>What a card's form posts.</summary>
public sealed class CardInput
{
    /// <summary>Of the record as the form was shown.</summary>
    public long Version { get; set; }

    /// <summary>As typed, by field key.</summary>
    public Dictionary<string, string?> Value { get; set; } = [];

    /// <summary>Canonical text by field key as the form was shown.</summary>
    public Dictionary<string, string?> Was { get; set; } = [];

    public string? Canonical(FieldInfo field) => FieldText.Read(field, Value.GetValueOrDefault(field.Key), CultureInfo.CurrentCulture);

    public sealed class Validator<TRow> : AbstractValidator<CardInput>
        where TRow : CrmRow
    {
        public Validator(CrmTable<TRow> table, CrmTexts crm)
        {
            foreach (var field in table.Fields)
            {
                RuleFor(input => input.Value).Custom((_, context) =>
                {
                    if (Refuse(field, context.InstanceToValidate, crm) is { } message)
                    {
                        context.AddFailure(field.Key, message);
                    }
                });
            }
        }

        private static string? Refuse(CrmField<TRow> field, CardInput input, CrmTexts crm) => input.Canonical(field.Info) switch
        {
            null when field.Info.Type == FieldType.Decimal => crm["Edit.NotANumber", 1234.5m.ToString("N2", CultureInfo.CurrentCulture)],
            null => crm["Edit.NotADate"],
            { Length: > 0 } text when field.Key == "email" && !IsEmail(text) => crm["Edit.NotAnEmail"],
            var text => field.Refuse(text)?.In(CultureInfo.CurrentUICulture),
        };

        private static bool IsEmail(string text) =>
            text.IndexOf('@', StringComparison.Ordinal) is var at && at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Any(char.IsWhiteSpace);
    }
}

/// <summary>Loads, shows and saves the card of one kind of record.</summary>
public sealed class CardForms(ErpLinkDbContext database, CardEditor editor, CrmTexts crm)
{
    public async Task<CardView?> ShowAsync<TRow>(CrmTable<TRow> table, long id, bool isEditing, CancellationToken cancellationToken)
        where TRow : CrmRow
    {
        if (await RowAsync<TRow>(id, cancellationToken) is not { } row)
        {
            return null;
        }

        var items = await ItemsAsync(table, cancellationToken);
        return new CardView([.. table.Fields.Select(field => View(field, items, field.Get(row)))], isEditing, row.Version, null);
    }

    /// <summary>Null when it was saved or the record is gone, else the form again with everything that was typed.</summary>
    public async Task<CardView?> SaveAsync<TRow>(CrmTable<TRow> table, long id, CardInput input, string by, CancellationToken cancellationToken)
        where TRow : CrmRow
    {
        var result = await new CardInput.Validator<TRow>(table, crm).ValidateAsync(input, cancellationToken);
        var errors = result.Errors.GroupBy(error => error.PropertyName).ToDictionary(group => group.Key, group => group.First().ErrorMessage);
        var items = await ItemsAsync(table, cancellationToken);
        if (errors.Count > 0)
        {
            var notice = new Notice(NoticeKind.Error, crm["Edit.Invalid"]);
            return new CardView([.. table.Fields.Select(field => Again(field, items, input, errors.GetValueOrDefault(field.Key)))], true, input.Version, notice);
        }

        var values = table.Fields.ToDictionary(field => field.Key, field => input.Canonical(field.Info)!);
        return await editor.SaveAsync(table, id, input.Version, values, by, cancellationToken) is CardSave.ChangedMeanwhile
            && await RowAsync<TRow>(id, cancellationToken) is { } current
                ? Merge(table, items, input, current)
                : null;
    }

    private CardView Merge<TRow>(CrmTable<TRow> table, Dictionary<string, IReadOnlyList<ListItem>> items, CardInput input, TRow current)
        where TRow : CrmRow
    {
        var fields = table.Fields.Select(field =>
        {
            var (typed, now) = (input.Canonical(field.Info)!, field.Get(current));
            var view = View(field, items, now);
            if (typed == now)
            {
                return view;
            }

            // A field this user left alone takes the other's value; one he changed keeps what he typed.
            var leftAlone = typed == (input.Was.GetValueOrDefault(field.Key) ?? (input.Was.ContainsKey(field.Key) ? "" : null));
            return leftAlone
                ? view with { Meanwhile = view.Shown }
                : view with { Typed = FieldText.Edit(field.Info, typed, CultureInfo.CurrentCulture), Meanwhile = view.Shown };
        });
        var notice = new Notice(NoticeKind.Warning, crm["Edit.ChangedMeanwhile", current.UpdatedBy]);
        return new CardView([.. fields], true, current.Version, notice);
    }

    private static FieldView View<TRow>(CrmField<TRow> field, Dictionary<string, IReadOnlyList<ListItem>> items, string canonical)
        where TRow : CrmRow
    {
        var culture = CultureInfo.CurrentCulture;
        var list = field.Info.List is { } name ? items[name] : [];
        return new FieldView(
            field.Info, field.Info.Name.In(CultureInfo.CurrentUICulture), list,
            FieldText.Show(field.Info, canonical, list, culture), FieldText.Edit(field.Info, canonical, culture), canonical);
    }

    private static FieldView Again<TRow>(CrmField<TRow> field, Dictionary<string, IReadOnlyList<ListItem>> items, CardInput input, string? error)
        where TRow : CrmRow =>
        View(field, items, input.Was.GetValueOrDefault(field.Key) ?? "") with { Typed = input.Value.GetValueOrDefault(field.Key) ?? "", Error = error };

    private async Task<Dictionary<string, IReadOnlyList<ListItem>>> ItemsAsync<TRow>(CrmTable<TRow> table, CancellationToken cancellationToken)
        where TRow : CrmRow
    {
        var items = new Dictionary<string, IReadOnlyList<ListItem>>(StringComparer.Ordinal);
        foreach (var list in table.Infos.Select(field => field.List).OfType<string>().Distinct())
        {
            items[list] = await CrmLists.ReadAsync(database, list, cancellationToken);
        }

        return items;
    }

    private Task<TRow?> RowAsync<TRow>(long id, CancellationToken cancellationToken)
        where TRow : CrmRow =>
        database.Set<TRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
}
