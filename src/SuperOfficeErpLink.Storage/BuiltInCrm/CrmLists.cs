using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.BuiltInCrm;

/// <summary>The built-in CRM's lists, read once for as long as one call lasts.</summary>
public sealed class CrmLists(ErpLinkDbContext context)
{
    private readonly Dictionary<string, HashSet<string>> keys = new(StringComparer.Ordinal);

    /// <summary>Why a list field cannot hold an item, or null.</summary>
    public async Task<LocalText?> RefuseAsync<TRow>(CrmField<TRow> field, string item, CancellationToken cancellationToken)
        where TRow : CrmRow
    {
        if (field.Info.List is not { } list || item.Length == 0)
        {
            return null;
        }

        if (!keys.TryGetValue(list, out var known))
        {
            known = [.. await context.CrmListItems.Where(row => row.List == list).Select(row => row.Key).ToListAsync(cancellationToken)];
            keys.Add(list, known);
        }

        return known.Contains(item) ? null : field.Say($"has no item \"{item}\"", $"har ikke punktet \"{item}\"");
    }

    /// <summary>The items of a list in its own order, named in the reader's language.</summary>
    public static async Task<IReadOnlyList<ListItem>> ReadAsync(ErpLinkDbContext context, string list, CancellationToken cancellationToken)
    {
        var danish = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "da";
        var rows = await context.CrmListItems.AsNoTracking()
            .Where(row => row.List == list).OrderBy(row => row.Rank).ThenBy(row => row.Key).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new ListItem(row.Key, danish ? row.NameDa : row.NameEn, true))];
    }
}
