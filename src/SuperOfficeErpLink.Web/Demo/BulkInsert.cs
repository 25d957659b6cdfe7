using Microsoft.Data.Sqlite;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>One prepared INSERT, run for many rows within the caller's transaction.</summary>
internal sealed class BulkInsert : IDisposable
{
    private readonly SqliteCommand command;

    public BulkInsert(SqliteConnection connection, SqliteTransaction transaction, string table, params string[] columns)
    {
        command = connection.CreateCommand();
        command.Transaction = transaction;
        var names = string.Join(", ", columns.Select(column => $"\"{column}\""));
        var values = string.Join(", ", columns.Select((_, index) => $"@p{index}"));
#pragma warning disable CA2100 // Table and column names are this program's own constants.
        command.CommandText = $"INSERT INTO \"{table}\" ({names}) VALUES ({values})";
#pragma warning restore CA2100
        for (var index = 0; index < columns.Length; index++)
        {
            command.Parameters.Add(new SqliteParameter($"@p{index}", DBNull.Value));
        }

        command.Prepare();
    }

    public void Run(params ReadOnlySpan<object?> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    public void Dispose() => command.Dispose();
}
