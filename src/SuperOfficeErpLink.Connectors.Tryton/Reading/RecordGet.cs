using SuperOfficeErpLink.Connectors.Tryton.Fields;

namespace SuperOfficeErpLink.Connectors.Tryton.Reading;

/// <summary>
/// Reads by key. A party is found whatever its categories have become since it was linked. What is not there is gone only where no rule can hide it from us.
/// </summary>
internal sealed class RecordGet(RecordReader reader, Installation installation)
{
    public const int Batch = 500;

    public async Task<ReadResult> RunAsync(ActorShape shape, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = new List<ErpRecord>(keys.Count);
        var gone = new List<Gone>();
        foreach (var ids in keys.Select(Models.Id).OfType<int>().Distinct().Chunk(Batch))
        {
            var rows = await reader.ByIdAsync(shape, fields, ids, cancellationToken);
            found.AddRange(rows.Values.Where(row => row.ReplacedBy is null).Select(row => reader.Record(shape, fields, row)));
            gone.AddRange(await reader.MergedAsync([.. rows.Values.Where(row => row.ReplacedBy is not null)], cancellationToken));
            if (installation.ShowsAllOf(shape.Model))
            {
                gone.AddRange(ids.Where(id => !rows.ContainsKey(id)).Select(id => new Gone(Models.Key(id), null)));
            }
        }

        return new ReadResult(found, gone);
    }
}
