using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Cards;

/// <summary>Searches in the lists. Nothing is counted: a count over a search reads every row.</summary>
public static class CrmQueries
{
    private const int MostWords = 8;

    /// <summary>Rows that hold every word, wherever it stands and however it is written.</summary>
    public static IQueryable<TRow> Matching<TRow>(this IQueryable<TRow> rows, string? search)
        where TRow : CrmRow
    {
        foreach (var word in Folding.Fold(search ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords))
        {
            // Both are folded. SQLite's LIKE would do as well, but slowly for a word that begins with æ, ø or å.
            rows = rows.Where(row => row.Folded.Contains(word));
        }

        return rows;
    }

    /// <param name="linked">yes, no or anything else for all.</param>
    public static IQueryable<TRow> Linked<TRow>(this IQueryable<TRow> rows, ErpLinkDbContext database, EntityType type, string? linked)
        where TRow : CrmRow
    {
        var ids = database.ActiveLinks(type).Select(link => link.EntityId);
        return linked switch
        {
            "yes" => rows.Where(row => ids.Contains(row.Id)),
            "no" => rows.Where(row => !ids.Contains(row.Id)),
            _ => rows,
        };
    }

    public static IQueryable<LinkRow> ActiveLinks(this ErpLinkDbContext database, EntityType type) =>
        database.Links.Where(link => link.EntityType == type && link.State == LinkState.Active);
}
