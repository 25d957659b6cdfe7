using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>Many linked companies in an application's files: copies of the demo's first, each with an actor of its own, all in agreement.</summary>
internal static class LinkedCopies
{
    private const string Model = "C1001";

    /// <summary>Companies with ids from <paramref name="first"/> on, linked to customers K0000, K0001 and so on.</summary>
    public static void Add(string ours, string erp, int first, int count) => Add(() => Open(ours), erp, first, count);

    /// <inheritdoc cref="Add(string, string, int, int)"/>
    public static void Add(Func<DbConnection> ours, string erp, int first, int count)
    {
        Each(() => Open(erp), "customer", "no", Model, count, (row, index) =>
        {
            row["no"] = Key(index);
            row.Remove("reference");
        });
        Run(erp, "DELETE FROM write_log");
        Each(ours, "CrmCompanies", "Id", "1", count, (row, index) =>
        {
            row["Id"] = (long)(first + index);
            row["Number"] = Key(index);
            row["Name"] = row["Name"];
        });
        Each(ours, "Links", "Id", "1", count, (row, index) =>
        {
            row["Id"] = (long)(first + index);
            row["EntityId"] = (long)(first + index);
            row["ErpKey"] = Key(index);

            // The key is as long as the model's, so the snapshot only changes in those bytes.
            var snapshot = (byte[])row["Snapshot"]!;
            row["Snapshot"] = Replace(snapshot, Encoding.UTF8.GetBytes(Model), Encoding.UTF8.GetBytes(Key(index)));
        });
    }

    public static string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"K{index:0000}");

    public static void Run(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Each(Func<DbConnection> open, string table, string key, string model, int count, Action<Dictionary<string, object?>, int> change)
    {
        using var connection = open();
        using var transaction = connection.BeginTransaction();
        var row = ReadModel(connection, transaction, table, key, model);
        for (var index = 0; index < count; index++)
        {
            var copy = new Dictionary<string, object?>(row);
            change(copy, index);
            using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = $"INSERT INTO \"{table}\" ({string.Join(", ", copy.Keys.Select(column => $"\"{column}\""))}) VALUES ({string.Join(", ", copy.Keys.Select(column => $"@{column}"))})";
            foreach (var (column, value) in copy)
            {
                var parameter = insert.CreateParameter();
                (parameter.ParameterName, parameter.Value) = ($"@{column}", value ?? DBNull.Value);
                insert.Parameters.Add(parameter);
            }

            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static Dictionary<string, object?> ReadModel(DbConnection connection, DbTransaction transaction, string table, string key, string model)
    {
        using var select = connection.CreateCommand();
        select.Transaction = transaction;
        select.CommandText = $"SELECT * FROM \"{table}\" WHERE \"{key}\" = '{model}'";
        using var reader = select.ExecuteReader();
        reader.Read();
        return Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, index => reader.IsDBNull(index) ? null : reader.GetValue(index));
    }

    private static byte[] Replace(byte[] bytes, byte[] from, byte[] to)
    {
        var copy = (byte[])bytes.Clone();
        for (var at = copy.AsSpan().IndexOf(from); at >= 0; at = copy.AsSpan().IndexOf(from))
        {
            to.CopyTo(copy, at);
        }

        return copy;
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=10");
        connection.Open();
        return connection;
    }
}
