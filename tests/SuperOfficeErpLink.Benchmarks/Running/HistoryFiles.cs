using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>A demo's database with a history of as many changes as wanted: of a hundred thousand records, by runs and people, over two years.</summary>
internal sealed class HistoryFiles
{
    public const int Records = 100_000;
    public const int ChangesOfRun = 1000;
    private static readonly string[] Fields = ["name", "phone", "email", "web", "street", "zip", "city", "country", "creditLimit", "note"];

    private HistoryFiles(string connection, string user, int rows) => (Connection, User, Rows) = (connection, user, rows);

    public string Connection { get; }

    /// <summary>Whose changes are two of a hundred.</summary>
    public string User { get; }

    public int Rows { get; }

    public static DateTimeOffset Newest { get; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static TimeSpan Length { get; } = TimeSpan.FromDays(730);

    /// <summary>In the files that the application has made; it is not running.</summary>
    public static HistoryFiles Fill(string folder, int rows)
    {
        var file = Path.Combine(folder, "erplink.db");
        using var connection = Open(file);
        var files = new HistoryFiles(
            Ask(connection, "SELECT Id FROM Connections WHERE Name = 'Demo ERP'"), Ask(connection, "SELECT Id FROM AspNetUsers WHERE Email = 'crm@demo.example'"), rows);
        Do(connection, "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY");

        // Indexes are made once all is there, as they would be found: from the same statements.
        var indexes = Statements(connection);
        foreach (var (name, _) in indexes)
        {
            Do(connection, $"DROP INDEX \"{name}\"");
        }

        files.Insert(connection);
        foreach (var (_, sql) in indexes)
        {
            Do(connection, sql);
        }

        Do(connection, "PRAGMA journal_mode = WAL");
        return files;
    }

    public static string Day(int ago) => (Newest - TimeSpan.FromDays(ago)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Insert(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        using var runs = Command(
            connection, transaction,
            """
            INSERT INTO Runs (Id, ConnectionId, Kind, State, Open, Sweeping, Planned, CancelRequested, MappingVersion, UserId, UserName, Epoch, AtType, LastLinkId, Counts, Queued, Started, Ended, Failures)
            VALUES ($id, $connection, 1, 4, 0, 1, 1, 0, 1, 'system', 'ERP Link', 1, 0, 0, '{}', $at, $at, $at, 0)
            """,
            "$id", "$connection", "$at");
        using var changes = Command(
            connection, transaction,
            """
            INSERT INTO Changes (Id, ConnectionId, LinkId, EntityType, EntityId, Side, Field, CrmField, ErpField, Old, Sent, Source, Stored, State, Cause, RunId, UserId, MappingVersion, At, ShownUntilDismissed)
            VALUES ($id, $connection, $record, 1, $record, $side, $field, $field, $field, $old, $new, $new, NULL, $state, $cause, $run, $user, 1, $at, 0)
            """,
            "$id", "$connection", "$record", "$side", "$field", "$old", "$new", "$state", "$cause", "$run", "$user", "$at");
        (runs.Parameters["$connection"].Value, changes.Parameters["$connection"].Value) = (Connection, Connection);
        var step = Length / Rows;
        for (var number = 1; number <= Rows; number++)
        {
            var at = (Newest - Length + (step * number)).ToUnixTimeMilliseconds();
            if (number % ChangesOfRun == 1)
            {
                (runs.Parameters["$id"].Value, runs.Parameters["$at"].Value) = (RunOf(number), at);
                runs.ExecuteNonQuery();
            }

            var field = Fields[number % Fields.Length];
            changes.Parameters["$id"].Value = number;
            changes.Parameters["$record"].Value = 1 + ((long)number * 7919 % Records);
            changes.Parameters["$side"].Value = 1 + (number % 2);
            changes.Parameters["$field"].Value = field;
            changes.Parameters["$old"].Value = $"{field} before {number}";
            changes.Parameters["$new"].Value = $"{field} after {number}";
            changes.Parameters["$state"].Value = number % 5003 == 0 ? 4 : 3;
            changes.Parameters["$cause"].Value = number % 10_007 == 0 ? "undone" : "other-side-changed";
            changes.Parameters["$run"].Value = RunOf(number);
            changes.Parameters["$user"].Value = number % 50 == 0 ? User : "system";
            changes.Parameters["$at"].Value = at;
            changes.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static long RunOf(int number) => 1000 + ((number - 1) / ChangesOfRun);

    private static List<(string Name, string Sql)> Statements(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'Changes' AND sql IS NOT NULL";
        using var reader = command.ExecuteReader();
        var found = new List<(string, string)>();
        while (reader.Read())
        {
            found.Add((reader.GetString(0), reader.GetString(1)));
        }

        return found;
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction transaction, string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter(name, null));
        }

        return command;
    }

    private static string Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
    }

    private static void Do(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 0 }.ToString());
        connection.Open();
        return connection;
    }
}
