using Microsoft.EntityFrameworkCore.Design;

namespace SuperOfficeErpLink.Storage.PostgreSql;

/// <summary>For <c>dotnet ef migrations add</c> only; nothing is opened.</summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<ErpLinkDbContext>
{
    public ErpLinkDbContext CreateDbContext(string[] args) => new PostgreSqlDatabase("Host=localhost;Database=design-time").CreateForMigration();
}
