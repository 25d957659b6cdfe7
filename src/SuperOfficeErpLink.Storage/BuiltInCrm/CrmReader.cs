using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.BuiltInCrm;

/// <summary>Rows of one kind as the records both sides speak in.</summary>
internal sealed class CrmReader<TRow>
    where TRow : CrmRow
{
    private const int Batch = 1000;
    private const int FirstField = 3;
    private readonly CrmTable<TRow> table;
    private readonly CrmField<TRow>?[] fields;

    public CrmReader(CrmTable<TRow> table, FieldSet fields)
    {
        this.table = table;
        this.fields = [.. fields.Keys.Select(table.Find)];
    }

    /// <summary>Reads columns instead of entities: a sweep asks for every linked record. What is found has the order of the ids.</summary>
    public async Task<ReadResult> ReadAsync(ErpLinkDbContext context, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<long, int>(ids.Count);
        for (var position = 0; position < ids.Count; position++)
        {
            if (Id(ids[position]) is { } id)
            {
                wanted.TryAdd(id, position);
            }
        }

        var found = new ErpRecord?[ids.Count];
        await context.Database.OpenConnectionAsync(cancellationToken);
        foreach (var batch in wanted.Keys.Order().Chunk(Batch))
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = Select(context, batch);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (wanted.TryGetValue(reader.GetInt64(0), out var position))
                {
                    found[position] = Record(reader, ids[position]);
                }
            }
        }

        var records = found.OfType<ErpRecord>().ToList();
        return new ReadResult(
            records, records.Count == ids.Count ? [] : [.. ids.Except(records.Select(record => record.Key), StringComparer.Ordinal).Select(id => new Gone(id, null))]);
    }

    /// <summary>The row's record; a field the CRM does not have is not read.</summary>
    public ErpRecord Record(TRow row)
    {
        var values = new FieldValue[fields.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = fields[index] is { } known ? FieldValue.Of(known.Get(row)) : FieldValue.NotRead;
        }

        return new ErpRecord(
            row.Id.ToString(CultureInfo.InvariantCulture), row.Version.ToString(CultureInfo.InvariantCulture), table.Parent(row), true, null, values);
    }

    /// <summary>The id a key stands for; null when it is no id, as with a leading zero, and so names no record.</summary>
    public static long? Id(string key)
    {
        Span<char> canonical = stackalloc char[20];
        return long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && id.TryFormat(canonical, out var length, default, CultureInfo.InvariantCulture) && canonical[..length].SequenceEqual(key) ? id : null;
    }

    /// <summary>
    /// The ids, in their order, are numbers and the names come from the model: nothing that anybody typed. Ids that lie close together
    /// are read as a range, and what lies between them is passed over.
    /// </summary>
    private string Select(ErpLinkDbContext context, long[] ids)
    {
        var type = context.Model.FindEntityType(typeof(TRow))!;
        var store = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
        var sql = context.GetService<ISqlGenerationHelper>();
        var columns = new[] { nameof(CrmRow.Id), nameof(CrmRow.Version) }.Select(Column)
            .Append(type.FindProperty(nameof(PersonRow.CompanyId)) is null ? "NULL" : Column(nameof(PersonRow.CompanyId)))
            .Concat(fields.Select(one => one is null ? "NULL" : Column(one.Property)));
        var condition = ids[^1] - ids[0] < 2L * ids.Length ? $"BETWEEN {ids[0]} AND {ids[^1]}" : $"IN ({string.Join(",", ids)})";
        return $"SELECT {string.Join(", ", columns)} FROM {sql.DelimitIdentifier(store.Name, store.Schema)} WHERE {Column(nameof(CrmRow.Id))} {condition}";

        string Column(string property) => sql.DelimitIdentifier(type.FindProperty(property)!.GetColumnName(store)!);
    }

    private ErpRecord Record(DbDataReader reader, string key)
    {
        var values = new FieldValue[fields.Length];
        for (var index = 0; index < values.Length; index++)
        {
            var at = FirstField + index;
            values[index] = fields[index] is not { } known ? FieldValue.NotRead
                : reader.IsDBNull(at) ? FieldValue.Blank
                : FieldValue.Of(known.IsText ? reader.GetString(at) : known.Read(reader.GetValue(at)));
        }

        return new ErpRecord(
            key, reader.GetInt64(1).ToString(CultureInfo.InvariantCulture),
            reader.IsDBNull(2) ? null : CrmTables.ParentCompany(reader.GetInt64(2)), true, null, values);
    }
}
