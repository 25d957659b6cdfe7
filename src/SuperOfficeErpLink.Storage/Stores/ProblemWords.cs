using System.Buffers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>
/// The other systems' own words in problems of other records that name one by its values. Its own go with its links; these come again with
/// the next try.
/// </summary>
internal sealed class ProblemWords
{
    /// <summary>Shorter values stand in any text.</summary>
    private const int Telling = 3;

    /// <summary>More pairs than any record has.</summary>
    private const int MostPairs = 1000;

    private readonly List<string> telling;

    private ProblemWords(List<string> telling) => this.telling = telling;

    /// <summary>Finds them while the record's values are still there to be recognised: every text there is, so no transaction should be open.</summary>
    public static async Task<ProblemWords> FindAsync(ErpLinkDbContext context, RecordTrail trail, CancellationToken cancellationToken)
    {
        var values = SearchValues.Create([.. await ValuesAsync(context, trail, cancellationToken)], StringComparison.OrdinalIgnoreCase);
        var words = context.ProblemRecords.Where(row => row.Detail != null).Select(row => row.Detail!).Distinct().AsAsyncEnumerable();
        return new ProblemWords(await words.Where(detail => Tells(detail, values)).ToListAsync(cancellationToken));
    }

    public Task ClearAsync(ErpLinkDbContext context, CancellationToken cancellationToken) =>
        telling.Count == 0 ? Task.CompletedTask
        : context.ProblemRecords.Where(row => telling.Contains(row.Detail!)).ExecuteUpdateAsync(set => set.SetProperty(row => row.Detail, (string?)null), cancellationToken);

    private static bool Tells(string detail, SearchValues<string> values)
    {
        var words = JsonSerializer.Deserialize<LocalText>(detail);
        var texts = words is null ? [detail] : new[] { words.English }.Concat(words.ByLanguage?.Values ?? []).ToArray();
        return Array.Exists(texts, text => text.AsSpan().ContainsAny(values));
    }

    private static async Task<HashSet<string>> ValuesAsync(ErpLinkDbContext context, RecordTrail trail, CancellationToken cancellationToken)
    {
        var links = await context.Links.AsNoTracking().Where(row => trail.LinkIds.Contains(row.Id)).ToListAsync(cancellationToken);
        var changes = await trail.Changes(context)
            .Select(row => new { row.Old, row.Sent, row.Source, row.Stored }).Distinct().ToListAsync(cancellationToken);
        var conflicts = await context.Conflicts.AsNoTracking().Where(row => trail.LinkIds.Contains(row.LinkId)).ToListAsync(cancellationToken);
        var keys = await trail.Events(context).Select(row => row.ErpKey).Distinct().ToListAsync(cancellationToken);
        return
        [
            .. changes.SelectMany(row => new[] { row.Old, row.Sent, row.Source, row.Stored })
                .Concat(conflicts.SelectMany(row => new[] { row.CrmValue, row.ErpValue, row.BaseCrm, row.BaseErp }))
                .Concat(links.SelectMany(Bases)).Concat(links.SelectMany(Shown)).Concat(links.Select(link => link.ErpKey)).Concat(keys)
                .OfType<string>().Select(value => value.Trim()).Where(value => value.Length >= Telling),
        ];
    }

    private static IEnumerable<string> Bases(LinkRow link)
    {
        var pairs = new BasePair?[MostPairs];
        SnapshotCodec.Decode(link.Snapshot, pairs);
        return pairs.OfType<BasePair>().SelectMany(pair => new[] { pair.Crm, pair.Erp });
    }

    private static IEnumerable<string> Shown(LinkRow link) =>
        link.LastShown is { } json && JsonSerializer.Deserialize<ShownActor>(json) is { } shown ? [shown.Name, .. shown.Values.Values] : [];
}
