using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Protection;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>Brings our own database to this version and makes sure that this node may use it. The caller holds the start lock.</summary>
internal sealed class DatabaseOpening(
    ErpLinkOptions options, OwnDatabase database, DataProtectionKeys keys, KeyFile keyFile, IDataProtectionProvider protection, InstallationGuard guard,
    SharedClock clock, ILogger<DatabaseOpening> logger)
{
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await MigrateAsync(options.MayMigrate, cancellationToken);
        if (database.IsShared)
        {
            await clock.SetAsync(cancellationToken);
        }

        CheckKeyFile();
        await guard.BeginAsync(cancellationToken);
    }

    /// <summary>Makes the key file if this is the first start, and makes sure that it is this database's.</summary>
    public void CheckKeyFile()
    {
        keys.Check();
        if (keyFile.Warning is { } warning)
        {
            logger.LogWarning("{Warning}", warning);
        }

        // The first key is stored now: later it would have to wait for the demo's long transaction.
        protection.CreateProtector("SuperOfficeErpLink.Start").Protect([]);
    }

    /// <summary>Brings the schema to this version.</summary>
    /// <param name="may">False: it must be there already.</param>
    /// <returns>The migrations that were made now.</returns>
    /// <exception cref="StartupFailure">It is a later version's, or is not this one's and may not be changed.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(bool may, CancellationToken cancellationToken)
    {
        await using var context = database.CreateForMigration();
        var migrations = context.Database;
        var applied = await migrations.GetAppliedMigrationsAsync(cancellationToken);
        if (applied.Except(migrations.GetMigrations(), StringComparer.Ordinal).Any())
        {
            throw new StartupFailure("The database was made by a newer version of SuperOffice ERP Link; start that version, or restore a backup from before it.");
        }

        var pending = (await migrations.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0 && !may)
        {
            throw new StartupFailure(
                $"The database {database.Place} is not yet this version's ({string.Join(", ", pending)} missing), and ErpLink:Database:Migrate is false: "
                + "start once with --migrate, or run the script (docs/installing.md), then start again.");
        }

        if (await database.PrepareAsync(context, may, cancellationToken) is { } first)
        {
            throw new StartupFailure($"Somebody with the right to must run this once in the database {database.Place}: {first}");
        }

        if (pending.Count > 0)
        {
            await migrations.MigrateAsync(cancellationToken);
        }

        return pending;
    }
}
