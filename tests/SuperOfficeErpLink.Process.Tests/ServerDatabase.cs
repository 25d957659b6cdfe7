using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>A PostgreSQL of its own, which can be stopped and started again, with one database.</summary>
internal sealed class ServerDatabase : IDisposable
{
    private readonly string folder = MemoryFolder.Make("erplink-postgresql-");
    private readonly NpgsqlConnectionStringBuilder settings;

    private ServerDatabase()
    {
        Directory.Delete(folder);
        Script.Run("postgresql.sh", "start", folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var server = File.ReadAllLines(Path.Combine(folder, "server"));
        settings = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = int.Parse(server[0], CultureInfo.InvariantCulture), Username = server[1], Password = server[2], Database = "erplink", Pooling = false,
        };
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = "postgres" }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand("CREATE DATABASE erplink", connection);
        command.ExecuteNonQuery();
    }

    public static ServerDatabase Start() => new();

    /// <summary>As a node is told.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = true, Timeout = 5 }.ConnectionString;

    public DbConnection Open()
    {
        var connection = new NpgsqlConnection(settings.ConnectionString);
        connection.Open();
        return connection;
    }

    public int Number(string sql) => int.Parse(Texts(sql).Single(), CultureInfo.InvariantCulture);

    public IReadOnlyList<string> Texts(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
        {
            found.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return found;
    }

    public void Do(string sql) => Texts(sql);

    /// <summary>Ends every connection, as an update of the server does.</summary>
    public void Down() => Script.Run("postgresql.sh", "down", folder);

    public void Up() => Script.Run("postgresql.sh", "up", folder);

    public void Dispose() => Script.Run("postgresql.sh", "stop", folder);
}
