using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.BuiltInCrm;

/// <summary>Rows of one kind as the records both sides speak in.</summary>
internal sealed class CrmReader<TRow>
    where TRow : CrmRow
{
    private const int Batch = 500;
    private readonly CrmTable<TRow> table;
    private readonly Func<TRow, string>?[] getters;

    public CrmReader(CrmTable<TRow> table, FieldSet fields)
    {
        this.table = table;
        getters = [.. fields.Keys.Select(key => table.Find(key)?.Get)];
    }

    public async Task<ReadResult> ReadAsync(ErpLinkDbContext context, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<ErpRecord>(ids.Count);
        var gone = new List<Gone>();
        foreach (var batch in ids.Chunk(Batch))
        {
            var numbers = batch.Select(Id).OfType<long>().ToList();
            var rows = await context.Set<TRow>().AsNoTracking().Where(row => numbers.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
            foreach (var key in batch)
            {
                if (Id(key) is { } id && rows.TryGetValue(id, out var row))
                {
                    found.Add(Record(row));
                }
                else
                {
                    gone.Add(new Gone(key, null));
                }
            }
        }

        return new ReadResult(found, gone);
    }

    /// <summary>The row's record; a field the CRM does not have is not read.</summary>
    public ErpRecord Record(TRow row)
    {
        var values = new FieldValue[getters.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = getters[index] is { } get ? FieldValue.Of(get(row)) : FieldValue.NotRead;
        }

        return new ErpRecord(
            row.Id.ToString(CultureInfo.InvariantCulture), row.Version.ToString(CultureInfo.InvariantCulture), table.Parent(row), true, null, values);
    }

    /// <summary>The id a key stands for; null when it is no id, as with a leading zero, and so names no record.</summary>
    public static long? Id(string key) =>
        long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id.ToString(CultureInfo.InvariantCulture) == key ? id : null;
}
