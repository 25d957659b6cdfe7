using Npgsql;

namespace SuperOfficeErpLink;

/// <summary>One PostgreSQL for all tests of this run, started when the first needs it.</summary>
internal static class PostgreSqlCluster
{
    private static readonly Lazy<string?> Missing = new(PostgreSqlServer.WhyNot);
    private static readonly Lazy<PostgreSqlServer> Started = new(() => PostgreSqlServer.Start(MemoryFolder.Make("erp-postgresql-")));

    /// <summary>Null when there is one.</summary>
    public static string? WhyNot => Missing.Value;

    public static int Port => Started.Value.Port;

    public static string Folder => Started.Value.Folder;

    /// <summary>As the server's administrator.</summary>
    public static NpgsqlDataSource Open(string database) => NpgsqlDataSource.Create(ConnectionString(database));

    /// <summary>As the server's administrator.</summary>
    public static string ConnectionString(string database) => Started.Value.ConnectionString(database, settings => (settings.Timezone, settings.MaxPoolSize) = ("UTC", 20));

    public static void Make(string database) => Started.Value.Make(database);

    public static async Task RunAsync(string sql)
    {
        await using var source = Open("postgres");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static void Stop()
    {
        if (Started.IsValueCreated)
        {
            Started.Value.Dispose();
        }
    }
}
