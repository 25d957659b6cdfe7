using System.Data.Common;
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
