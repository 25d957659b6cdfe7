using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage.Sqlite;

namespace SuperOfficeErpLink.Storage.Tests;

/// <summary>A migrated database in a folder of its own.</summary>
public sealed class TestDatabase : IDbContextFactory<ErpLinkDbContext>, IDisposable
{
    private readonly DbContextOptions<ErpLinkDbContext> options;

    public TestDatabase()
    {
        Folder = Directory.CreateTempSubdirectory("erplink-test-").FullName;
        File = Path.Combine(Folder, "erplink.db");
        var builder = new DbContextOptionsBuilder<ErpLinkDbContext>();
        builder.UseErpLinkSqlite(File);
        options = builder.Options;
        using var context = CreateDbContext();
        context.Database.Migrate();
    }

    public string Folder { get; }

    public string File { get; }

    public ErpLinkDbContext CreateDbContext() => new(options);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>A clock that stands until it is moved.</summary>
public sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
