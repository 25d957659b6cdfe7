using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.PostgreSql;
using SuperOfficeErpLink.Storage.Sqlite;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>Our own database of a folder, as the product and as plain ADO.NET see it.</summary>
internal sealed class OurSide : IDbContextFactory<ErpLinkDbContext>
{
    private readonly Func<DbConnection> connect;
    private readonly DbContextOptions<ErpLinkDbContext> options;

    private OurSide(OwnDatabase own, Func<DbConnection> connect, IReadOnlyList<(string, string)> settings)
    {
        (Own, this.connect, Settings) = (own, connect, settings);
        var builder = new DbContextOptionsBuilder<ErpLinkDbContext>();
        own.Use(builder);
        options = builder.Options;
    }

    public OwnDatabase Own { get; }

    /// <summary>What the application must be told to use it.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; }

    /// <summary>On the server the folder names, or in a file.</summary>
    public static OurSide Of(string folder)
    {
        if (File.Exists(Named(folder)))
        {
            var text = File.ReadAllText(Named(folder));
            return new OurSide(
                new PostgreSqlDatabase(text), () => new NpgsqlConnection(text), [("ErpLink__Database__Provider", "PostgreSql"), ("ConnectionStrings__ErpLink", text)]);
        }

        var file = Path.Combine(folder, "erplink.db");
        return new OurSide(new SqliteDatabase(file, Path.Combine(folder, "erplink.lock"), TimeProvider.System), () => new SqliteConnection($"Data Source={file};Default Timeout=10"), []);
    }

    /// <summary>From here on the folder's database is on that server.</summary>
    public static void Name(string folder, string connectionString) => File.WriteAllText(Named(folder), connectionString);

    public ErpLinkDbContext CreateDbContext() => new(options);

    public DbConnection Open()
    {
        var connection = connect();
        connection.Open();
        return connection;
    }

    private static string Named(string folder) => Path.Combine(folder, "postgresql");
}

/// <summary>A throw-away PostgreSQL, started and stopped by the project's script.</summary>
internal sealed class PostgreSqlServer : IDisposable
{
    private readonly string folder;
    private readonly string[] server;

    private PostgreSqlServer(string folder) => (this.folder, server) = (folder, File.ReadAllLines(Path.Combine(folder, "server")));

    /// <summary>In a folder of its own: the server's account must get there.</summary>
    /// <exception cref="CannotRunException">There is none here and none can be installed.</exception>
    public static PostgreSqlServer Start() => Start(Path.Combine(Path.GetTempPath(), $"erplink-postgresql-{Guid.NewGuid():N}"));

    /// <inheritdoc cref="Start()"/>
    public static PostgreSqlServer Start(string folder)
    {
        using var script = Run("start", folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return script.ExitCode == 0 ? new PostgreSqlServer(folder) : throw new CannotRunException(script.StandardError.ReadToEnd().Trim());
    }

    public int Port => int.Parse(server[0], CultureInfo.InvariantCulture);

    public string User => server[1];

    public string Password => server[2];

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = Port, Database = database, Username = User, Password = Password,
    }.ConnectionString;

    public string Make(string database)
    {
        Do("postgres", $"CREATE DATABASE {database}");
        return ConnectionString(database);
    }

    public void Do(string database, string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString(database));
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        using var stopped = Run("stop", folder);
    }

    private static Process Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "postgresql.sh"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var script = Process.Start(start)!;
        script.WaitForExit();
        return script;
    }
}
