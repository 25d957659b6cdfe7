using System.Data.Common;
using System.Globalization;
using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>The SQL connector beside the statements it sends, sent by plain ADO.NET with the same read-back: on PostgreSQL, and on SQLite.</summary>
internal sealed class ConnectorSqlScenario : IScenario
{
    private const string Records = "--records";
    private const int Pairs = 5;
    private const int KeysAtOnce = 1000;
    private const int Page = 500;
    private const int Singles = 50;
    private const int Batches = 5;

    public string Name => "connector-sql";

    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Records] = 10_000 };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(options.Keep);
        await using var postgreSql = PostgreSqlSide.Start(Path.Combine(Path.GetTempPath(), $"erplink-postgresql-{Guid.NewGuid():N}"));
        await using var sqlite = new SqliteSide(folder.Path);
        foreach (var side in new SqlSide[] { postgreSql, sqlite })
        {
            await side.MakeAsync(options[Records], cancellationToken);
            await PairAsync(report, $"read{side.Suffix}", () => ReadAsync(side, options[Records], cancellationToken), () => ReadRawAsync(side, options[Records], cancellationToken));
            await PairAsync(report, $"changes{side.Suffix}", () => FollowAsync(side, options[Records], cancellationToken), () => FollowRawAsync(side, options[Records], cancellationToken));
            var turn = 0;
            await PairAsync(report, $"write-1{side.Suffix}", () => WriteAsync(side, Singles, 1, turn++, cancellationToken), () => WriteRawAsync(side, Singles, 1, turn++, cancellationToken));
            await PairAsync(
                report, $"write-100{side.Suffix}", () => WriteAsync(side, Batches, 100, turn++, cancellationToken), () => WriteRawAsync(side, Batches, 100, turn++, cancellationToken));
        }
    }

    private static async Task PairAsync(Report report, string name, Func<Task> ours, Func<Task> raw)
    {
        var pairs = new PairedTimes();
        while (pairs.Count < Pairs)
        {
            await pairs.AddAsync(ours, raw);
        }

        report.Seconds(name, pairs);
    }

    private static async Task ReadAsync(SqlSide side, int records, CancellationToken cancellationToken)
    {
        foreach (var keys in Enumerable.Range(0, records).Select(SqlSide.KeyOf).Chunk(KeysAtOnce))
        {
            Check((await side.Session.GetAsync(ActorType.Customer, new FieldSet(SqlSide.Fields), keys, cancellationToken)).Found.Count, keys.Length);
        }
    }

    private static async Task ReadRawAsync(SqlSide side, int records, CancellationToken cancellationToken)
    {
        foreach (var keys in Enumerable.Range(0, records).Select(SqlSide.KeyOf).Chunk(KeysAtOnce))
        {
            await using var connection = await side.OpenRawAsync(cancellationToken);
            await using var command = Command(connection, $"SELECT version, inactive, {Columns} FROM customer WHERE {side.KeysCondition}");
            side.BindKeys(command, keys);
            Check((await RowsAsync(command, cancellationToken)).Count, keys.Length);
        }
    }

    private static async Task FollowAsync(SqlSide side, int records, CancellationToken cancellationToken)
    {
        var seen = 0;
        await foreach (var page in ((IErpChanges)side.Session).ReadChangesAsync(ActorType.Customer, new FieldSet(SqlSide.Fields), null, cancellationToken))
        {
            seen += page.Changed.Count;
        }

        Check(seen, records);
    }

    private static async Task FollowRawAsync(SqlSide side, int records, CancellationToken cancellationToken)
    {
        var (seen, changed, key) = (0, (object?)null, (object?)null);
        for (var got = Page; got == Page; seen += got)
        {
            await using var connection = await side.OpenRawAsync(cancellationToken);
            var behind = changed is null ? "" : "WHERE changed >= @changed AND (changed > @changed OR no > @no)";
            await using var command = Command(connection, $"SELECT version, inactive, changed, {Columns} FROM customer {behind} ORDER BY changed, no LIMIT {Page}");
            if (changed is not null)
            {
                Bind(command, "changed", changed);
                Bind(command, "no", key!);
            }

            var rows = await RowsAsync(command, cancellationToken);
            got = rows.Count;
            if (got > 0)
            {
                (changed, key) = (rows[^1][2], rows[^1][3]);
            }
        }

        Check(seen, records);
    }

    private static async Task WriteAsync(SqlSide side, int times, int atOnce, int turn, CancellationToken cancellationToken)
    {
        for (var time = 0; time < times; time++)
        {
            var updates = Keys(time, atOnce).Select(key => new ActorUpdate(key, null, [new FieldChange("phone", FieldValue.NotRead, FieldValue.Of(Phone(turn)))])).ToList();
            var outcomes = await ((IErpWriter)side.Session).UpdateAsync(ActorType.Customer, new FieldSet(SqlSide.Fields), updates, cancellationToken);
            Check(outcomes.OfType<SaveOutcome.Saved>().Count(), atOnce);
        }
    }

    private static async Task WriteRawAsync(SqlSide side, int times, int atOnce, int turn, CancellationToken cancellationToken)
    {
        for (var time = 0; time < times; time++)
        {
            var keys = Keys(time, atOnce).ToList();
            await using var connection = await side.OpenRawAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            Check((await ReadBackAsync(side, connection, transaction, keys, cancellationToken)).Count, atOnce);
            await UpdateRawAsync(connection, transaction, keys, turn, cancellationToken);
            Check((await ReadBackAsync(side, connection, transaction, keys, cancellationToken)).Count, atOnce);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    private static async Task<List<object[]>> ReadBackAsync(
        SqlSide side, DbConnection connection, DbTransaction transaction, List<string> keys, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, $"SELECT version, inactive, {Columns} FROM customer WHERE {side.KeysCondition}");
        command.Transaction = transaction;
        side.BindKeys(command, keys);
        return await RowsAsync(command, cancellationToken);
    }

    /// <summary>In one round trip where the database takes it.</summary>
    private static async Task UpdateRawAsync(DbConnection connection, DbTransaction transaction, List<string> keys, int turn, CancellationToken cancellationToken)
    {
        const string Sql = "UPDATE customer SET phone = @phone WHERE no = @no";
        if (!connection.CanCreateBatch)
        {
            foreach (var key in keys)
            {
                await using var command = Command(connection, Sql);
                command.Transaction = transaction;
                Bind(command, "phone", Phone(turn));
                Bind(command, "no", key);
                Check(await command.ExecuteNonQueryAsync(cancellationToken), 1);
            }

            return;
        }

        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (var key in keys)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = Sql;
            foreach (var (name, value) in new[] { ("phone", Phone(turn)), ("no", key) })
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        Check(await batch.ExecuteNonQueryAsync(cancellationToken), keys.Count);
    }

    private static string Columns { get; } = string.Join(", ", SqlSide.Fields);

    private static IEnumerable<string> Keys(int time, int atOnce) => Enumerable.Range(time * atOnce, atOnce).Select(SqlSide.KeyOf);

    private static string Phone(int turn) => string.Create(CultureInfo.InvariantCulture, $"+45 70 {turn:000000}");

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static void Bind(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static async Task<List<object[]>> RowsAsync(DbCommand command, CancellationToken cancellationToken)
    {
        var rows = new List<object[]>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private static void Check(int got, int wanted)
    {
        if (got != wanted)
        {
            throw new IncompleteException($"{wanted} records were asked for, {got} came.");
        }
    }
}
