using System.Data.Common;
using System.Globalization;
using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>The SQL connector beside the statements it sends, sent by plain ADO.NET with the same read-back: on PostgreSQL, and on SQLite.</summary>
internal sealed class ConnectorSqlScenario : IScenario
{
    private const string Records = "--records";
    private const int Pairs = 51;
    private const int KeysAtOnce = 1000;
    private const int Page = 500;
    private const int Singles = 50;
    private const int Batches = 5;

    public string Name => "connector-sql";

    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Records] = 10_000 };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(options.Keep);
        await using var postgreSql = new PostgreSqlSide(TrialServer.StartPostgreSql());
        await using var sqlite = new SqliteSide(folder.Path);
        foreach (var side in new SqlSide[] { postgreSql, sqlite })
        {
            await side.MakeAsync(options[Records], cancellationToken);
            await PairAsync(report, $"read{side.Suffix}", () => ReadAsync(side, options[Records], cancellationToken), () => ReadRawAsync(side, options[Records], cancellationToken));
            await PairAsync(report, $"changes{side.Suffix}", () => FollowAsync(side, options[Records], cancellationToken), () => FollowRawAsync(side, options[Records], cancellationToken));
            await side.NumberAsync(Phone(0), cancellationToken);
            var turn = 0;
            await PairAsync(report, $"write-1{side.Suffix}", () => WriteAsync(side, Singles, 1, ++turn, cancellationToken), () => WriteRawAsync(side, Singles, 1, ++turn, cancellationToken));
            await side.NumberAsync(Phone(turn), cancellationToken);
            await PairAsync(
                report, $"write-100{side.Suffix}", () => WriteAsync(side, Batches, 100, ++turn, cancellationToken), () => WriteRawAsync(side, Batches, 100, ++turn, cancellationToken));
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
            await using var command = Command(connection, $"SELECT {PlainRecord.Columns} FROM customer WHERE {side.KeysCondition}");
            side.BindKeys(command, keys);
            var found = await ByKeyAsync(side, command, cancellationToken);
            Check(keys.Count(found.ContainsKey), keys.Length);
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

    /// <summary>A page goes on behind the last row; the place to store never lies behind what an open transaction could bring.</summary>
    private static async Task FollowRawAsync(SqlSide side, int records, CancellationToken cancellationToken)
    {
        var (seen, changed, key, stored) = (0, (object?)null, "", (object?)null);
        for (var got = Page; got == Page; seen += got)
        {
            await using var connection = await side.OpenRawAsync(cancellationToken);
            var behind = changed is null ? "" : "WHERE (changed, no) > (@changed, @no)";
            await using var command = Command(connection, $"SELECT {PlainRecord.Columns}, changed, {side.Settled} FROM customer {behind} ORDER BY changed, no LIMIT {Page}");
            if (changed is not null)
            {
                Bind(command, "changed", changed);
                Bind(command, "no", key);
            }

            var rows = new List<PlainRecord>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(PlainRecord.Read(reader, side.DayAt));
                (changed, stored) = (reader.GetValue(PlainRecord.Width), reader.GetValue(PlainRecord.Width + 1));
            }

            got = rows.Count;
            key = got > 0 ? rows[^1].Key : key;
            stored = Comparer<object>.Default.Compare(changed, stored) < 0 ? changed : stored;
        }

        Check(seen, records);
        Check(stored is null ? 0 : 1, 1);
    }

    private static async Task WriteAsync(SqlSide side, int times, int atOnce, int turn, CancellationToken cancellationToken)
    {
        for (var time = 0; time < times; time++)
        {
            var updates = Keys(time, atOnce).Select(key => new ActorUpdate(key, null, [new FieldChange("phone", FieldValue.Of(Phone(turn - 1)), FieldValue.Of(Phone(turn)))])).ToList();
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
            await UpdateRawAsync(connection, transaction, keys, turn, cancellationToken);
            await using var command = Command(connection, $"SELECT {PlainRecord.Columns} FROM customer WHERE {side.KeysCondition}");
            command.Transaction = transaction;
            side.BindKeys(command, keys);
            var after = await ByKeyAsync(side, command, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            Check(keys.Count(after.ContainsKey), atOnce);
        }
    }

    /// <summary>Each only while it holds the old number; in one round trip where the database takes it.</summary>
    private static async Task UpdateRawAsync(DbConnection connection, DbTransaction transaction, List<string> keys, int turn, CancellationToken cancellationToken)
    {
        const string Sql = "UPDATE customer SET phone = @phone WHERE no = @no AND phone = @expected";
        if (!connection.CanCreateBatch)
        {
            foreach (var key in keys)
            {
                await using var command = Command(connection, Sql);
                command.Transaction = transaction;
                Bind(command, "phone", Phone(turn));
                Bind(command, "no", key);
                Bind(command, "expected", Phone(turn - 1));
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
            foreach (var (name, value) in new[] { ("phone", Phone(turn)), ("no", key), ("expected", Phone(turn - 1)) })
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        Check(await batch.ExecuteNonQueryAsync(cancellationToken), keys.Count);
    }

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

    private static async Task<Dictionary<string, PlainRecord>> ByKeyAsync(SqlSide side, DbCommand command, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, PlainRecord>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = PlainRecord.Read(reader, side.DayAt);
            rows.Add(row.Key, row);
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
