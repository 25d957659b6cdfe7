using Microsoft.EntityFrameworkCore.Design;

namespace SuperOfficeErpLink.Storage.SqlServer;

/// <summary>For <c>dotnet ef migrations add</c> only; nothing is opened.</summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<ErpLinkDbContext>
{
    public ErpLinkDbContext CreateDbContext(string[] args) => new SqlServerDatabase("Server=localhost;Database=design-time").CreateForMigration();
}
