using System.Globalization;
using Npgsql;

namespace SuperOfficeErpLink;

/// <summary>A throw-away PostgreSQL, started and stopped by the project's script; it ends with this process, however that ends.</summary>
internal sealed class PostgreSqlServer : IDisposable
{
    private const string Program = "postgresql.sh";
    private readonly string[] server;

    private PostgreSqlServer(string folder) => (Folder, server) = (folder, File.ReadAllLines(Path.Combine(folder, "server")));

    public string Folder { get; }

    public int Port => int.Parse(server[0], CultureInfo.InvariantCulture);

    /// <summary>The server's administrator.</summary>
    public string User => server[1];

    public string Password => server[2];

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? WhyNot() => Script.WhyNot(Program, "have");

    /// <param name="folder">An empty one or one to be made, where the server's account can get.</param>
    /// <exception cref="InvalidOperationException">There is none here and none can be installed.</exception>
    public static PostgreSqlServer Start(string folder)
    {
        Script.Run(Program, "start", folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new PostgreSqlServer(folder);
    }

    /// <summary>As the server's administrator, and in the clear: nobody is between, and only tests of TLS are to pay for it.</summary>
    public string ConnectionString(string database, Action<NpgsqlConnectionStringBuilder>? more = null)
    {
        var settings = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Database = database, Username = User, Password = Password, SslMode = SslMode.Disable };
        more?.Invoke(settings);
        return settings.ConnectionString;
    }

    public void Make(string database) => Do("postgres", $"CREATE DATABASE {database}");

    public void Do(string database, string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString(database));
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        command.ExecuteNonQuery();
    }

    /// <summary>Ends every connection, as an update of the server does.</summary>
    public void Down() => Script.Run(Program, "down", Folder);

    /// <summary>On the same port, with what it held.</summary>
    public void Up() => Script.Run(Program, "up", Folder);

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        Script.Run(Program, "stop", Folder);
    }
}
