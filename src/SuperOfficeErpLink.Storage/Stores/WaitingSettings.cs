using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Settings that wait until no run works with the ones in force.</summary>
internal static class WaitingSettings
{
    /// <summary>Brings them into force unless a run of the connection has begun and not ended. The caller's transaction holds it all.</summary>
    /// <param name="but">A run that is ending, or about to begin.</param>
    public static async Task<bool> SwapAsync(ErpLinkDbContext context, Guid connectionId, long but, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = await context.Connections.AsNoTracking().Where(row => row.Id == connectionId && row.NextSettings != null).Select(row => row.Name).FirstOrDefaultAsync(cancellationToken);
        if (waiting is null || await context.Runs.AnyAsync(run => run.ConnectionId == connectionId && run.Open && run.Started != null && run.Id != but, cancellationToken))
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
        context.Audit.Add(new AuditRow { At = now, By = Core.Access.UserContext.System.Name, What = "connection.settings-in-force", Subject = waiting, ConnectionId = connectionId });
        return true;
    }
}
