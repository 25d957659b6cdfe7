using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Protection;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>Brings our own database to this version and makes sure that this node may use it. The caller holds the start lock.</summary>
internal sealed class DatabaseOpening(
    IDbContextFactory<ErpLinkDbContext> contexts, DataProtectionKeys keys, KeyFile keyFile, IDataProtectionProvider protection, InstallationGuard guard,
    ILogger<DatabaseOpening> logger)
{
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await MigrateAsync(context, cancellationToken);
        keys.Check();
        if (keyFile.Warning is { } warning)
        {
            logger.LogWarning("{Warning}", warning);
        }

        // The first key is stored now: later it would have to wait for the demo's long transaction.
        protection.CreateProtector("SuperOfficeErpLink.Start").Protect([]);
        await guard.BeginAsync(cancellationToken);
    }

    private static async Task MigrateAsync(ErpLinkDbContext context, CancellationToken cancellationToken)
    {
        var database = context.Database;
        var applied = await database.GetAppliedMigrationsAsync(cancellationToken);
        if (applied.Except(database.GetMigrations(), StringComparer.Ordinal).Any())
        {
            throw new StartupFailure("The database was made by a newer version of SuperOffice ERP Link; start that version, or restore a backup from before it.");
        }

        if (!(await database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            return;
        }

        await ClearStaleLockAsync(context, cancellationToken);
        await database.MigrateAsync(cancellationToken);
    }

    /// <summary>A process killed while migrating leaves EF's own lock behind, and EF would wait for it for ever.</summary>
    private static async Task ClearStaleLockAsync(ErpLinkDbContext context, CancellationToken cancellationToken)
    {
        var tables = await context.Database
            .SqlQuery<int>($"SELECT count(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'").SingleAsync(cancellationToken);
        if (tables > 0)
        {
            await context.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellationToken);
        }
    }
}
