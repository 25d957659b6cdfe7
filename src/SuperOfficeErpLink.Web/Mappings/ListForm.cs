using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Web.Mappings;

/// <summary>One item of the ERP's list, and the CRM item it is mapped to.</summary>
/// <param name="Name">Null: the list has no such item any more.</param>
/// <param name="Use">How many linked records hold it; null: not known.</param>
/// <param name="IsShared">Other items have the same CRM item.</param>
public sealed record ErpItemRow(int Index, string Key, string? Name, string? Crm, bool WriteBack, int? Use, bool IsNew, bool IsShared, bool IsSuggested);

/// <summary>An item of the CRM's list that no item of the ERP's is mapped to, and the ERP item it goes over as.</summary>
public sealed record CrmItemRow(int Index, string Key, string? Name, string? Erp, int? Use, bool IsSuggested);

/// <summary>Both lists of one field mapping.</summary>
public sealed record ListView(
    FieldMapping Field, IReadOnlyList<ListItem> Crm, IReadOnlyList<ListItem> Erp, IReadOnlyList<ErpItemRow> ErpRows, IReadOnlyList<CrmItemRow> CrmRows)
{
    /// <summary>Items of the CRM go over, so that each needs one of the ERP's.</summary>
    public bool GoesToErp => Field.Direction.Reaches(Side.Erp);

    /// <summary>The ERP has a text there and no list: which text an item is, is typed.</summary>
    public bool IsTyped { get; init; }
}

/// <summary>The form in which list items are mapped. Pure but for the form it reads.</summary>
public static class ListForm
{
    /// <param name="suggested">Keys of items whose counterpart is only suggested; ERP items by "e:", CRM items by "c:".</param>
    /// <param name="erp">Null: the ERP has a text there and no list.</param>
    public static ListView Show(FieldMapping field, IReadOnlyList<ListItem> crm, IReadOnlyList<ListItem>? erp, ItemCounts? use, IReadOnlySet<string>? suggested = null)
    {
        var items = field.List?.Items ?? [];
        if (erp is null)
        {
            return new ListView(
                field, crm, [], [],
                [.. crm.Select(item => item.Key).Union(items.Select(item => item.Crm), StringComparer.Ordinal).Select((key, index) => new CrmItemRow(
                    index, key, NameOf(crm, key), items.FirstOrDefault(item => item.Crm == key)?.Erp, Use(use?.Crm, use, key), suggested?.Contains($"c:{key}") == true))])
            {
                IsTyped = true,
            };
        }

        var known = field.List?.Known;
        var shared = items.Where(item => item.WriteBack || !IsSecondOfErp(items, item)).GroupBy(item => item.Crm, StringComparer.Ordinal).Where(same => same.Count() > 1 && same.Count(item => item.WriteBack) != 1)
            .Select(same => same.Key).ToHashSet(StringComparer.Ordinal);
        var erpRows = erp.Select(item => item.Key).Union(items.Select(item => item.Erp), StringComparer.Ordinal).Select((key, index) =>
        {
            var row = items.FirstOrDefault(item => item.Erp == key && !IsSecondOfErp(items, item));
            return new ErpItemRow(
                index, key, NameOf(erp, key), row?.Crm, row?.WriteBack ?? true, Use(use?.Erp, use, key), known is not null && !known.Contains(key, StringComparer.Ordinal),
                row is not null && shared.Contains(row.Crm), suggested?.Contains($"e:{key}") == true);
        }).ToList();
        var taken = erpRows.Select(row => row.Crm).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var crmRows = crm.Select(item => item.Key).Union(items.Select(item => item.Crm), StringComparer.Ordinal).Where(key => !taken.Contains(key)).Select((key, index) => new CrmItemRow(
            index, key, NameOf(crm, key), items.FirstOrDefault(item => item.Crm == key)?.Erp, Use(use?.Crm, use, key), suggested?.Contains($"c:{key}") == true)).ToList();
        return new ListView(field, crm, erp, erpRows, crmRows);
    }

    public static ListMapping Read(IFormCollection form, IReadOnlyList<ListItem>? erp)
    {
        var items = new List<ListMappingItem>();
        for (var index = 0; Get(form, "e", index, "key") is { } key; index++)
        {
            if (Get(form, "e", index, "crm") is { } crm)
            {
                items.Add(new ListMappingItem(crm, key, WriteBack: true));
            }
        }

        // Of several ERP items with one CRM item the one that is marked goes over; one alone is always the one.
        for (var index = 0; Get(form, "e", index, "key") is { } key; index++)
        {
            var at = items.FindIndex(item => item.Erp == key);
            if (at >= 0 && items.Count(item => item.Crm == items[at].Crm) > 1 && Get(form, "e", index, "back") is null)
            {
                items[at] = items[at] with { WriteBack = false };
            }
        }

        for (var index = 0; Get(form, "c", index, "key") is { } key; index++)
        {
            if (Get(form, "c", index, "erp")?.Trim() is { Length: > 0 } to && items.TrueForAll(item => item.Crm != key))
            {
                // The way back is that of the ERP's own row, where it has one.
                items.Add(new ListMappingItem(key, to, WriteBack: items.TrueForAll(item => item.Erp != to)));
            }
        }

        return new ListMapping(items) { Known = erp is null ? null : [.. erp.Select(item => item.Key)] };
    }

    /// <summary>Items that are called the same, for those that are mapped to none.</summary>
    public static (ListMapping List, IReadOnlySet<string> Suggested) Suggest(ListMapping? list, IReadOnlyList<ListItem> crm, IReadOnlyList<ListItem>? erp)
    {
        var items = (list?.Items ?? []).ToList();
        var suggested = new HashSet<string>(StringComparer.Ordinal);
        if (erp is null)
        {
            // What an item is called is what it is called there, as long as nobody says otherwise.
            foreach (var item in crm.Where(item => items.TrueForAll(row => row.Crm != item.Key && row.Erp != item.Name)).ToList())
            {
                items.Add(new ListMappingItem(item.Key, item.Name));
                suggested.Add($"c:{item.Key}");
            }

            return (new ListMapping(items), suggested);
        }

        foreach (var item in erp.Where(item => items.TrueForAll(row => row.Erp != item.Key)))
        {
            if (crm.FirstOrDefault(other => items.TrueForAll(row => row.Crm != other.Key) && IsSameText(item, other)) is { } match)
            {
                items.Add(new ListMappingItem(match.Key, item.Key));
                suggested.Add($"e:{item.Key}");
            }
        }

        return ((list ?? new ListMapping([])) with { Items = items }, suggested);
    }

    private static bool IsSameText(ListItem one, ListItem other) =>
        Core.Comparison.Normalisers.Same(Normaliser.Text, one.Name, other.Name) || string.Equals(one.Key, other.Key, StringComparison.OrdinalIgnoreCase);

    /// <summary>Another CRM item of an ERP item that has one already.</summary>
    private static bool IsSecondOfErp(IReadOnlyList<ListMappingItem> items, ListMappingItem item) =>
        items.Where(other => other.Erp == item.Erp) is var same && same.Count() > 1 && !ReferenceEquals(same.FirstOrDefault(other => other.WriteBack) ?? same.First(), item);

    private static string? NameOf(IReadOnlyList<ListItem> items, string key) => items.FirstOrDefault(item => item.Key == key)?.Name;

    private static int? Use(IReadOnlyDictionary<string, int>? counts, ItemCounts? known, string key) => known is null ? null : counts!.GetValueOrDefault(key);

    private static string? Get(IFormCollection form, string table, int index, string part) =>
        form[string.Create(CultureInfo.InvariantCulture, $"{table}.{index}.{part}")].ToString() is { Length: > 0 } text ? text : null;
}
