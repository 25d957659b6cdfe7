using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>How many linked records hold each item of a list, as of the last sync.</summary>
public sealed record ItemCounts(IReadOnlyDictionary<string, int> Crm, IReadOnlyDictionary<string, int> Erp);

/// <summary>Counts list items in what links last agreed on; no system is asked.</summary>
public sealed class ListUse(IConnectionStore connections, ISweepStore sweep)
{
    private const int PageSize = 4000;

    /// <summary>By pair, for the list fields of one type of actor. A pair that no link has agreed on yet is absent: how many use it is not known.</summary>
    public async Task<IReadOnlyDictionary<FieldPair, ItemCounts>> CountAsync(Guid connectionId, ActorMapping mapping, CancellationToken cancellationToken)
    {
        var wanted = mapping.Pairs.Where(field => field.Type == FieldType.List).Select(field => field.Pair).ToHashSet();
        var counts = new Dictionary<FieldPair, (Dictionary<string, int> Crm, Dictionary<string, int> Erp)>();
        var orders = new Dictionary<int, IReadOnlyList<FieldMapping>>();
        var bases = Array.Empty<BasePair?>();
        for (var after = 0L; wanted.Count > 0 && await sweep.ReadAsync(connectionId, mapping.Actor, after, PageSize, cancellationToken) is { Count: > 0 } page; after = page[^1].Id)
        {
            foreach (var link in page)
            {
                if (!orders.TryGetValue(link.SnapshotMapping, out var order))
                {
                    var document = await connections.GetMappingAsync(connectionId, link.SnapshotMapping, cancellationToken);
                    orders[link.SnapshotMapping] = order = document.Actors.FirstOrDefault(actor => actor.Actor == mapping.Actor)?.Pairs ?? [];
                }

                bases = bases.Length == order.Count ? bases : new BasePair?[order.Count];
                Array.Clear(bases);
                SnapshotCodec.Decode(link.Snapshot, bases);
                Count(order, bases, wanted, counts);
            }
        }

        return counts.ToDictionary(one => one.Key, one => new ItemCounts(one.Value.Crm, one.Value.Erp));
    }

    private static void Count(
        IReadOnlyList<FieldMapping> order, BasePair?[] bases, HashSet<FieldPair> wanted, Dictionary<FieldPair, (Dictionary<string, int> Crm, Dictionary<string, int> Erp)> counts)
    {
        for (var index = 0; index < order.Count; index++)
        {
            if (bases[index] is not { } agreed || !wanted.Contains(order[index].Pair))
            {
                continue;
            }

            if (!counts.TryGetValue(order[index].Pair, out var of))
            {
                counts[order[index].Pair] = of = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
            }

            Add(of.Crm, agreed.Crm);
            Add(of.Erp, agreed.Erp);
        }
    }

    private static void Add(Dictionary<string, int> counts, string item)
    {
        if (item.Length > 0)
        {
            counts[item] = counts.GetValueOrDefault(item) + 1;
        }
    }
}
