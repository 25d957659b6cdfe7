using System.Data.Common;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>Reads records by key.</summary>
internal sealed class RecordGet(SqlClient client)
{
    /// <summary>As many parameters as every database takes.</summary>
    public const int Batch = 500;

    public Task<ReadResult> RunAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        client.ReadAsync(
            async (connection, schema) =>
            {
                var actor = schema.Actor(type);
                var select = new RecordSelect(actor, fields, client.Dialect);
                var found = new Dictionary<string, ErpRecord>(keys.Count, StringComparer.Ordinal);
                var gone = new List<Gone>();
                foreach (var batch in keys.Distinct(StringComparer.Ordinal).Chunk(Batch))
                {
                    await ReadBatchAsync(connection, actor, select, batch, found, gone, cancellationToken);
                }

                return new ReadResult([.. found.Values], gone);
            },
            cancellationToken);

    public static async Task<ErpRecord?> ReadOneAsync(
        DbConnection connection, DbTransaction transaction, ActorTable actor, RecordSelect select, string key)
    {
        var statement = new Statement($"SELECT {select.Columns} FROM {actor.Table}");
        statement.Add($"WHERE {actor.Key} = {statement.Bind(actor.KeyParameter(key))}");
        await using var command = statement.On(connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        return await reader.ReadAsync(CancellationToken.None) ? select.Read(reader) : null;
    }

    private static async Task ReadBatchAsync(
        DbConnection connection, ActorTable actor, RecordSelect select, string[] keys,
        Dictionary<string, ErpRecord> found, List<Gone> gone, CancellationToken cancellationToken)
    {
        var asked = keys.ToHashSet(StringComparer.Ordinal);
        var heldOtherwise = false;
        var statement = new Statement($"SELECT {select.Columns} FROM {actor.Table}");
        statement.Add($"WHERE {actor.Key} IN ({statement.BindAll(keys.Select(actor.KeyParameter))})");
        await using (var command = statement.On(connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (select.Read(reader) is { } record && asked.Contains(record.Key))
                {
                    found[record.Key] = record;
                }
                else
                {
                    heldOtherwise = true;
                }
            }
        }

        foreach (var key in keys)
        {
            if (!found.ContainsKey(key) && !(heldOtherwise && await ExistsAsync(connection, actor, key, cancellationToken)))
            {
                gone.Add(new Gone(key, null));
            }
        }
    }

    /// <summary>The database may take "c1" for "C1"; keys are opaque, so such a record is neither found nor gone.</summary>
    private static async Task<bool> ExistsAsync(DbConnection connection, ActorTable actor, string key, CancellationToken cancellationToken)
    {
        var statement = new Statement($"SELECT count(*) FROM {actor.Table}");
        statement.Add($"WHERE {actor.Key} = {statement.Bind(actor.KeyParameter(key))}");
        await using var command = statement.On(connection);
        return await command.ExecuteScalarAsync(cancellationToken) is > 0L or > 0;
    }
}
