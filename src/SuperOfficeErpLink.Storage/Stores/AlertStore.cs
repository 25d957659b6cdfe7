using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Alerts;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class AlertStore(IDbContextFactory<ErpLinkDbContext> contexts, IConnectionStore connections, FenceStore fences, TimeProvider time) : IAlertStore
{
    private const string ChannelKey = "alert-channel:";

    public async Task<IReadOnlyList<ConnectionFacts>> LoadFactsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var braked = (await context.Runs.AsNoTracking().Where(row => row.Open && row.State == RunState.Braked && row.Brake != null)
                .Select(row => new { row.ConnectionId, row.Brake, Since = row.Heartbeat ?? row.Queued }).ToListAsync(cancellationToken))
            .Where(row => JsonSerializer.Deserialize<BrakeVerdict>(row.Brake!) is { IsPreview: false }).ToLookup(row => row.ConnectionId, row => row.Since);
        var problems = await context.Problems.GroupBy(row => row.ConnectionId).Select(group => new { group.Key, First = group.Min(row => row.First) })
            .ToDictionaryAsync(row => row.Key, row => row.First, cancellationToken);
        var facts = new List<ConnectionFacts>();
        foreach (var connection in await connections.ListAsync(cancellationToken))
        {
            facts.Add(new ConnectionFacts(
                connection.Id, connection.Name, connection.Active, await connections.GetHealthAsync(connection.Id, cancellationToken),
                braked.Contains(connection.Id) ? braked[connection.Id].Min() : null, problems.TryGetValue(connection.Id, out var first) ? first : null));
        }

        return facts;
    }

    public async Task<IReadOnlyList<StoredAlert>> ListOpenAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Alerts.AsNoTracking().Where(row => row.Open).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new StoredAlert(row.Id, row.ConnectionId, row.CauseKey, row.Since, row.ToldAt, row.OverAt))];
    }

    public async Task ApplyAsync(Lease lease, IReadOnlyList<AlertStep> steps, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, new Fence([], lease), cancellationToken);
        var now = time.GetUtcNow();
        var open = await context.Alerts.Where(row => row.Open).ToDictionaryAsync(row => row.Id, cancellationToken);
        foreach (var step in steps)
        {
            switch (step)
            {
                case AlertStep.Begin({ } condition):
                    context.Alerts.Add(new AlertRow { ConnectionId = condition.ConnectionId, CauseKey = condition.Cause, Since = condition.Since, Open = true });
                    break;
                case AlertStep.Resume resume when open.TryGetValue(resume.AlertId, out var row):
                    row.OverAt = null;
                    break;
                case AlertStep.Pass pass when open.TryGetValue(pass.AlertId, out var row):
                    row.OverAt = now;
                    break;
                case AlertStep.Close close when open.TryGetValue(close.AlertId, out var row):
                    (row.OverAt, row.Open) = (now, false);
                    break;
            }
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task MarkToldAsync(Lease lease, long alertId, AlertNews news, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, new Fence([], lease), cancellationToken);
        var row = await context.Alerts.SingleAsync(alert => alert.Id == alertId, cancellationToken);
        (row.ToldAt, row.Open) = (time.GetUtcNow(), row.Open && news != AlertNews.Over);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<ChannelState> FindChannelAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var key = ChannelKey + name;
        var row = await context.Installation.AsNoTracking().SingleOrDefaultAsync(one => one.Key == key, cancellationToken);
        return row is null ? ChannelState.Unused : JsonSerializer.Deserialize<ChannelState>(row.Value) ?? ChannelState.Unused;
    }

    public async Task SaveChannelAsync(string name, ChannelState state, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var key = ChannelKey + name;
        var row = await context.Installation.SingleOrDefaultAsync(one => one.Key == key, cancellationToken);
        if (row is null)
        {
            context.Installation.Add(row = new InstallationRow { Key = key });
        }

        row.Value = JsonSerializer.Serialize(state);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
