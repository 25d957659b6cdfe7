using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace SuperOfficeErpLink;

/// <summary>One PostgreSQL for all tests of this run, started when the first needs it; it ends with this process, however that ends.</summary>
internal static class PostgreSqlCluster
{
    private static readonly Lazy<(string? WhyNot, string[] Server, string Folder)> Started = new(Start);

    /// <summary>Null when it runs.</summary>
    public static string? WhyNot => Started.Value.WhyNot;

    public static int Port => int.Parse(Started.Value.Server[0], CultureInfo.InvariantCulture);

    public static string Folder => Started.Value.Folder;

    /// <summary>As the server's administrator.</summary>
    public static NpgsqlDataSource Open(string database) => NpgsqlDataSource.Create(ConnectionString(database));

    /// <summary>As the server's administrator.</summary>
    public static string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = Port, Database = database, Username = Started.Value.Server[1], Password = Started.Value.Server[2], Timezone = "UTC", MaxPoolSize = 20,
    }.ConnectionString;

    public static async Task RunAsync(string sql)
    {
        await using var source = Open("postgres");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static void Stop()
    {
        if (Started is { IsValueCreated: true, Value.WhyNot: null })
        {
            Script("stop", Started.Value.Folder).WaitForExit();
        }
    }

    private static (string?, string[], string) Start()
    {
        var folder = MemoryFolder.Make("erp-postgresql-");
        Directory.Delete(folder);
        using var script = Script("start", folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        script.WaitForExit();
        return script.ExitCode == 0
            ? (null, File.ReadAllLines(Path.Combine(folder, "server")), folder)
            : ($"No PostgreSQL: {script.StandardError.ReadToEnd().Trim()}", [], folder);
    }

    private static System.Diagnostics.Process Script(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "postgresql.sh"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return System.Diagnostics.Process.Start(start)!;
    }
}
