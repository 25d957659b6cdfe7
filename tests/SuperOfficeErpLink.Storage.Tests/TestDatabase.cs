using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage.Sqlite;

namespace SuperOfficeErpLink.Storage.Tests;

/// <summary>A migrated database in a folder of its own.</summary>
public sealed class TestDatabase : IDbContextFactory<ErpLinkDbContext>, IDisposable
{
    // Migrated once: every test begins with a copy.
    private static readonly Lazy<byte[]> Empty = new(Migrate);
    private readonly DbContextOptions<ErpLinkDbContext> options;

    public TestDatabase()
    {
        Folder = MemoryFolder.Make("erplink-test-");
        File = Path.Combine(Folder, "erplink.db");
        System.IO.File.WriteAllBytes(File, Empty.Value);
        options = OptionsFor(File);
    }

    public string Folder { get; }

    public string File { get; }

    public ErpLinkDbContext CreateDbContext() => new(options);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private static DbContextOptions<ErpLinkDbContext> OptionsFor(string file)
    {
        var builder = new DbContextOptionsBuilder<ErpLinkDbContext>();
        builder.UseErpLinkSqlite(file);
        return builder.Options;
    }

    private static byte[] Migrate()
    {
        var folder = MemoryFolder.Make("erplink-test-");
        var file = Path.Combine(folder, "erplink.db");
        using (var context = new ErpLinkDbContext(OptionsFor(file)))
        {
            context.Database.Migrate();
            context.Database.ExecuteSqlRaw("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        var migrated = System.IO.File.ReadAllBytes(file);
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return migrated;
    }
}

/// <summary>A clock that stands until it is moved.</summary>
public sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
