using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Scheduled runs for the whole installation, and the marks that tell whether it still is the one it was.</summary>
public sealed class AutomaticSyncStore(IDbContextFactory<ErpLinkDbContext> contexts) : IAutomaticSyncStore
{
    private const string StateKey = "automatic-sync";
    private const string MarkKey = "mark";
    private const string PlaceKey = "place";

    public async Task<AutomaticSync> GetAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync<AutomaticSync>(context, StateKey, cancellationToken) ?? AutomaticSync.On;
    }

    public async Task SetAsync(bool on, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if ((await ReadAsync<AutomaticSync>(context, StateKey, cancellationToken) ?? AutomaticSync.On).IsOn != on)
        {
            await WriteAsync(context, StateKey, on ? AutomaticSync.On : new AutomaticSync(false, SyncOffReason.Administrator, by, at), cancellationToken);
            Audit(context, at, by, on, null);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    public async Task<(InstallationMark? Mark, InstallationPlace? Place)> FindMarksAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await ReadAsync<InstallationMark>(context, MarkKey, cancellationToken), await ReadAsync<InstallationPlace>(context, PlaceKey, cancellationToken));
    }

    /// <summary>Marks the database at its start in a place; where that is a reason, scheduled runs are off from here on, in the same transaction.</summary>
    /// <returns>The mark, for the file.</returns>
    public async Task<InstallationMark> BeginAsync(InstallationMark? file, InstallationPlace place, AutomaticSync? off, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var mark = await MarkAsync(context, file, now, cancellationToken);
        await WriteAsync(context, PlaceKey, place, cancellationToken);
        if (off is not null)
        {
            await WriteAsync(context, StateKey, off, cancellationToken);
            Audit(context, now, UserContext.System.Name, on: false, off);
        }

        if (off is { Reason: SyncOffReason.Restored })
        {
            // What was agreed since the backup is not known any more: a person sees what the next run would write.
            await context.Connections.ExecuteUpdateAsync(set => set.SetProperty(row => row.ShowsNextRun, true), cancellationToken);
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return mark;
    }

    /// <returns>The mark, for the file.</returns>
    public async Task<InstallationMark> MarkAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var mark = await MarkAsync(context, null, now, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return mark;
    }

    /// <summary>Only ever forward, whatever other processes mark meanwhile.</summary>
    private static async Task<InstallationMark> MarkAsync(ErpLinkDbContext context, InstallationMark? file, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var mark = StartCheck.Next(await ReadAsync<InstallationMark>(context, MarkKey, cancellationToken), file, now);
        await WriteAsync(context, MarkKey, mark, cancellationToken);
        return mark;
    }

    private static void Audit(ErpLinkDbContext context, DateTimeOffset at, string by, bool on, AutomaticSync? why) => context.Audit.Add(new AuditRow
    {
        At = at, By = by, What = "automatic-sync", Before = on ? "0" : "1", After = why is null ? on ? "1" : "0" : $"0: {why.Reason}; {why.Before}; {why.Now}",
    });

    private static async Task<T?> ReadAsync<T>(ErpLinkDbContext context, string key, CancellationToken cancellationToken)
        where T : class =>
        await context.Installation.AsNoTracking().Where(row => row.Key == key).Select(row => row.Value).SingleOrDefaultAsync(cancellationToken) is { } json
            ? JsonSerializer.Deserialize<T>(json)
            : null;

    private static async Task WriteAsync<T>(ErpLinkDbContext context, string key, T value, CancellationToken cancellationToken)
    {
        if (await context.Installation.SingleOrDefaultAsync(row => row.Key == key, cancellationToken) is not { } row)
        {
            context.Installation.Add(row = new InstallationRow { Key = key });
        }

        row.Value = JsonSerializer.Serialize(value);
    }
}
