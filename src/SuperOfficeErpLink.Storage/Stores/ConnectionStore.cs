using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Protection;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class ConnectionStore(IDbContextFactory<ErpLinkDbContext> contexts, SecretProtector protector) : IConnectionStore
{
    private readonly ConcurrentDictionary<(Guid Id, int Version), MappingDocument> mappings = new();

    public async Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Connections.AsNoTracking().Where(row => row.DeletedAt == null).OrderBy(row => row.Rank).ThenBy(row => row.Name)
            .ToListAsync(cancellationToken);
        var access = await context.Access.AsNoTracking().ToListAsync(cancellationToken);
        return [.. rows.Select(row => ToConnection(row, access.Where(grant => grant.ConnectionId == row.Id)))];
    }

    public async Task<Connection?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Connections.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id && one.DeletedAt == null, cancellationToken);
        return row is null
            ? null
            : ToConnection(row, await context.Access.AsNoTracking().Where(grant => grant.ConnectionId == id).ToListAsync(cancellationToken));
    }

    public async Task<MappingDocument> GetMappingAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        if (mappings.TryGetValue((id, version), out var known))
        {
            return known;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.MappingVersions.AsNoTracking().SingleAsync(one => one.ConnectionId == id && one.Version == version, cancellationToken);
        return mappings[(id, version)] = MappingDocument.Parse(row.Json);
    }

    public async Task<ErpDescription?> FindDescriptionAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Metadata.AsNoTracking().SingleOrDefaultAsync(one => one.ConnectionId == id, cancellationToken);
        return row is null ? null : JsonSerializer.Deserialize<ErpDescription>(row.Description);
    }

    public async Task SaveDescriptionAsync(Guid id, ErpDescription description, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var json = JsonSerializer.Serialize(description);
        var row = await context.Metadata.SingleOrDefaultAsync(one => one.ConnectionId == id, cancellationToken);
        if (row is null)
        {
            context.Metadata.Add(new MetadataRow { ConnectionId = id, Description = json, ReadAt = at });
        }
        else if (!string.Equals(row.Description, json, StringComparison.Ordinal))
        {
            (row.Description, row.ReadAt) = (json, at);
        }

        await context.Connections.Where(one => one.Id == id && one.Identity == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Identity, description.Identity), cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<ConnectionHealth> GetHealthAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.ConnectionHealth.AsNoTracking().SingleOrDefaultAsync(one => one.ConnectionId == id, cancellationToken);
        return row is null
            ? ConnectionHealth.Unknown
            : new ConnectionHealth(
                Enum.TryParse<FailureKind>(row.FailureKind, out var kind) ? kind : null,
                row.Message is { } message ? JsonSerializer.Deserialize<LocalText>(message) : null, row.FailingSince, row.LastSuccess, row.Failures, row.NextTry)
            {
                CallsDay = row.CallsDay, Calls = row.Calls,
            };
    }

    public async Task SaveHealthAsync(Guid id, ConnectionHealth health, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.ConnectionHealth.SingleOrDefaultAsync(one => one.ConnectionId == id, cancellationToken);
        if (row is null)
        {
            context.ConnectionHealth.Add(row = new ConnectionHealthRow { ConnectionId = id });
        }

        (row.FailureKind, row.Message) = (health.Failure?.ToString(), health.Message is { } message ? JsonSerializer.Serialize(message) : null);
        (row.FailingSince, row.LastSuccess, row.Failures) = (health.FailingSince, health.LastSuccess ?? row.LastSuccess, health.Failures);

        // A run that waits says itself when it tries again.
        row.NextTry = health.FailingSince is null ? null : row.NextTry;
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<int> AddCallsAsync(Guid id, DateOnly day, int calls, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.ConnectionHealth.Where(one => one.ConnectionId == id);
        var counted = await rows.ExecuteUpdateAsync(
            set => set.SetProperty(one => one.Calls, one => one.CallsDay == day ? one.Calls + calls : calls).SetProperty(one => one.CallsDay, day), cancellationToken);
        if (counted == 0)
        {
            context.ConnectionHealth.Add(new ConnectionHealthRow { ConnectionId = id, CallsDay = day, Calls = calls });
            try
            {
                await context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException)
            {
                // Another process was first: there is a row to add to now.
                return await AddCallsAsync(id, day, calls, cancellationToken);
            }
        }

        return await rows.Select(one => one.Calls).SingleAsync(cancellationToken);
    }

    public async Task<bool> PublishAsync(
        Guid id, int from, MappingDocument document, string by, string why, DateTimeOffset at, CancellationToken cancellationToken, bool showsNextRun = false)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await MappingVersions.AddAsync(context, id, from, document, by, why, at, cancellationToken) is null)
        {
            return false;
        }

        var row = await context.Connections.SingleAsync(one => one.Id == id, cancellationToken);
        row.ShowsNextRun |= showsNextRun;
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>A connection that is switched on shows what its next run would write.</summary>
    public Task SetActiveAsync(Guid id, bool active, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        SwitchAsync(id, "connection.active", row => row.Active, active, row => (row.Active, row.ShowsNextRun) = (active, row.ShowsNextRun || active), by, at, cancellationToken);

    public Task SetAutomaticSyncAsync(Guid id, bool automatic, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        SwitchAsync(id, "connection.automatic-sync", row => row.AutomaticSync, automatic, row => row.AutomaticSync = automatic, by, at, cancellationToken);

    private async Task SwitchAsync(
        Guid id, string what, Func<ConnectionRow, bool> read, bool wanted, Action<ConnectionRow> set, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Connections.SingleAsync(one => one.Id == id, cancellationToken);
        if (read(row) == wanted)
        {
            return;
        }

        context.Audit.Add(new AuditRow { At = at, By = by, What = what, Subject = row.Name, ConnectionId = id, Before = wanted ? "0" : "1", After = wanted ? "1" : "0" });
        set(row);
        row.RowVersion++;
        await context.SaveChangesAsync(cancellationToken);
    }

    private Connection ToConnection(ConnectionRow row, IEnumerable<AccessRow> access) => ToConnection(row, ToSettings(row), access);

    internal static Connection ToConnection(ConnectionRow row, Settings settings, IEnumerable<AccessRow> access) => new(
        row.Id, row.ConnectorId, row.Name, row.Rank, row.Active, settings, row.Identity, row.MappingVersion,
        [.. access.Select(grant => new AccessGrant(Enum.Parse<PrincipalKind>(grant.Kind), grant.PrincipalId, grant.CanConnect, grant.CanCreate))],
        row.AutomaticSync)
    {
        ApprovedRunId = row.ApprovedRunId,
    };

    /// <summary>Secrets are bound to all other settings: with one of those changed behind our back they do not open, and are asked for again.</summary>
    private Settings ToSettings(ConnectionRow row)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Settings) ?? [];
        if (row.Secrets is { } secrets && protector.Unprotect(row.Id, SecretProtector.Target(values), secrets) is Secrets.Opened opened)
        {
            foreach (var (key, value) in opened.Values)
            {
                values[key] = value;
            }
        }

        return new Settings(values);
    }
}
