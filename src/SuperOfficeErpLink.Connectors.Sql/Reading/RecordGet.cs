using System.Data.Common;
using System.Globalization;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>Reads records by key.</summary>
internal sealed class RecordGet(SqlClient client)
{
    /// <summary>From so many keys on it is worth asking whether their records lie together.</summary>
    private const int Many = 50;

    public Task<ReadResult> RunAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        client.ReadAsync(
            async (connection, schema) =>
            {
                var actor = schema.Actor(type);
                var wanted = new WantedRecords(new RecordSelect(actor, fields), keys);
                if (client.Dialect.RangesBeatKeys && wanted.Keys.Count >= Many && KeyRange.Of(actor, wanted.Keys) is { } range
                    && await range.IsDenseAsync(connection, client.Dialect, wanted.Keys.Count, cancellationToken))
                {
                    await ReadAsync(connection, range.Select(wanted.Columns), wanted, cancellationToken);
                }

                var gone = new List<Gone>();
                foreach (var batch in wanted.Missing.ToList().Chunk(client.Dialect.KeysAtOnce))
                {
                    await ReadBatchAsync(connection, actor, wanted, batch, gone, cancellationToken);
                }

                return new ReadResult([.. wanted.Found], gone);
            },
            cancellationToken);

    /// <summary>The record with this key, to the letter; null when there is none.</summary>
    public static async Task<ErpRecord?> ReadOneAsync(
        DbConnection connection, DbTransaction transaction, ActorTable actor, RecordSelect select, string key)
    {
        var statement = new Statement($"SELECT {select.Columns} FROM {actor.Table}");
        statement.Add($"WHERE {actor.HasKey(key, statement.Bind)}");
        await using var command = statement.On(connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        return await reader.ReadAsync(CancellationToken.None) && select.Read(reader) is { } record && string.Equals(record.Key, key, StringComparison.Ordinal)
            ? record
            : null;
    }

    private static async Task ReadBatchAsync(
        DbConnection connection, ActorTable actor, WantedRecords wanted, string[] keys, List<Gone> gone, CancellationToken cancellationToken)
    {
        var statement = new Statement($"SELECT {wanted.Columns} FROM {actor.Table}");
        statement.Add($"WHERE {actor.HasOneOf(keys, statement.Bind)}");
        var hasOthers = await ReadAsync(connection, statement, wanted, cancellationToken);
        foreach (var key in keys)
        {
            if (!wanted.Has(key) && !(hasOthers && await ExistsAsync(connection, actor, key, cancellationToken)))
            {
                gone.Add(new Gone(key, null));
            }
        }
    }

    /// <summary>True when rows came by that nobody asked for.</summary>
    private static async Task<bool> ReadAsync(DbConnection connection, Statement statement, WantedRecords wanted, CancellationToken cancellationToken)
    {
        var hasOthers = false;
        await using var command = statement.On(connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            hasOthers |= !wanted.TryTake(reader);
        }

        return hasOthers;
    }

    /// <summary>The database may take "c1" for "C1"; keys are opaque, so such a record is neither found nor gone.</summary>
    private static async Task<bool> ExistsAsync(DbConnection connection, ActorTable actor, string key, CancellationToken cancellationToken)
    {
        var statement = new Statement($"SELECT count(*) FROM {actor.Table}");
        statement.Add($"WHERE {actor.HasOneOf([key], statement.Bind)}");
        await using var command = statement.On(connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) > 0;
    }
}
