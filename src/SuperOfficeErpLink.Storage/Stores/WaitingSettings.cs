using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Settings that wait until no run works with the ones in force.</summary>
internal static class WaitingSettings
{
    /// <summary>
    /// A run of the connection that has begun and works, or waits for a person with what it planned; null: none. One that waits for the ERP works with
    /// nothing, and may wait for these very settings.
    /// </summary>
    /// <param name="but">A run that is ending, or about to begin.</param>
    public static Task<long?> WorkingAsync(ErpLinkDbContext context, Guid connectionId, long but, CancellationToken cancellationToken) =>
        context.Runs.Where(run => run.ConnectionId == connectionId && run.Open && run.Started != null && run.Id != but && !(run.State == RunState.Running && run.NextTry != null))
            .OrderBy(run => run.Id).Select(run => (long?)run.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Runs that wait for the ERP try with the settings now in force.</summary>
    public static Task<int> WakeAsync(ErpLinkDbContext context, Guid connectionId, DateTimeOffset now, CancellationToken cancellationToken) =>
        context.Runs.Where(run => run.ConnectionId == connectionId && run.Open && run.Started != null && run.State == RunState.Running && run.NextTry != null)
            .ExecuteUpdateAsync(set => set.SetProperty(run => run.NextTry, now), cancellationToken);

    /// <summary>Brings them into force unless a run works. The caller's transaction holds it all.</summary>
    public static async Task<bool> SwapAsync(ErpLinkDbContext context, Guid connectionId, long but, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = await context.Connections.AsNoTracking().Where(row => row.Id == connectionId && row.NextSettings != null).Select(row => row.Name).FirstOrDefaultAsync(cancellationToken);
        if (waiting is null || await WorkingAsync(context, connectionId, but, cancellationToken) is not null)
        {
            return false;
        }

        // The next session says who it speaks to where nothing is linked that another client could be taken for.
        var hasLinks = await context.Links.AnyAsync(link => link.ConnectionId == connectionId, cancellationToken);
        await context.Connections.Where(row => row.Id == connectionId && row.NextSettings != null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Settings, row => row.NextSettings!).SetProperty(row => row.Secrets, row => row.NextSecrets)
                .SetProperty(row => row.NextSettings, (string?)null).SetProperty(row => row.NextSecrets, (byte[]?)null)
                .SetProperty(row => row.Identity, row => hasLinks ? row.Identity : null).SetProperty(row => row.RowVersion, row => row.RowVersion + 1),
            cancellationToken);
        await WakeAsync(context, connectionId, now, cancellationToken);
        context.Audit.Add(new AuditRow { At = now, By = Core.Access.UserContext.System.Name, What = "connection.settings-in-force", Subject = waiting, ConnectionId = connectionId });
        return true;
    }
}
