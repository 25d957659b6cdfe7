using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>The nodes' one database, on a PostgreSQL of its own that can be stopped and started again.</summary>
internal sealed class ServerDatabase : IDisposable
{
    private const string Name = "erplink";
    private readonly PostgreSqlServer server;

    private ServerDatabase(PostgreSqlServer server) => this.server = server;

    public static ServerDatabase Start()
    {
        var started = PostgreSqlServer.Start(MemoryFolder.Make("erplink-postgresql-"));
        started.Make(Name);
        return new ServerDatabase(started);
    }

    /// <summary>As a node is told.</summary>
    public string ConnectionString => server.ConnectionString(Name, settings => settings.Timeout = 30);

    public DbConnection Open()
    {
        var connection = new NpgsqlConnection(server.ConnectionString(Name, settings => settings.Pooling = false));
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

    public void Down() => server.Down();

    public void Up() => server.Up();

    public void Dispose() => server.Dispose();
}
