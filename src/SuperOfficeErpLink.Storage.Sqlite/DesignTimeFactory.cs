using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace SuperOfficeErpLink.Storage.Sqlite;

/// <summary>For <c>dotnet ef migrations add</c> only; nothing is opened.</summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<ErpLinkDbContext>
{
    public ErpLinkDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<ErpLinkDbContext>();
        options.UseErpLinkSqlite("design-time.db");
        return new ErpLinkDbContext(options.Options);
    }
}
