using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Protection;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class ConnectionEditStore(IDbContextFactory<ErpLinkDbContext> contexts, SecretProtector protector, TimeProvider time) : IConnectionEditStore
{
    public async Task<IReadOnlyList<ConnectionDetails>> ListAsync(bool deleted, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Connections.AsNoTracking().Where(row => row.DeletedAt != null == deleted).ToListAsync(cancellationToken);
        var access = (await context.Access.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(grant => grant.ConnectionId);
        var links = await context.Links.Where(link => link.State != Core.Links.LinkState.Reserved).GroupBy(link => link.ConnectionId)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        var ordered = deleted ? rows.OrderByDescending(row => row.DeletedAt) : rows.OrderBy(row => row.Rank).ThenBy(row => row.Name, StringComparer.Ordinal);
        return [.. ordered.Select(row => ToDetails(row, access[row.Id], links.GetValueOrDefault(row.Id)))];
    }

    public async Task<ConnectionDetails?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Connections.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) is not { } row
            ? null
            : ToDetails(
                row, await context.Access.AsNoTracking().Where(grant => grant.ConnectionId == id).ToListAsync(cancellationToken),
                await context.Links.CountAsync(link => link.ConnectionId == id && link.State != Core.Links.LinkState.Reserved, cancellationToken));
    }

    public Task<EditOutcome> AddAsync(NewConnection connection, Editor by, CancellationToken cancellationToken) => InAsync<EditOutcome>(
        async context =>
        {
            if (await IsTakenAsync(context, connection.Name, connection.Id, cancellationToken))
            {
                return new EditOutcome.NameTaken();
            }

            var last = await context.Connections.MaxAsync(row => (int?)row.Rank, cancellationToken) ?? 0;
            context.Connections.Add(new ConnectionRow
            {
                Id = connection.Id, ConnectorId = connection.ConnectorId, Name = connection.Name, Description = connection.Description, Rank = last + 1, Active = false,
                Settings = Plain(connection.Settings), Secrets = Protect(connection.Id, connection.Settings), Identity = connection.CopyOf is null ? connection.Identity : null,
                MappingVersion = 1, AutomaticSync = connection.AutomaticSync, IntervalMinutes = connection.Schedule.IntervalMinutes, NightlyAt = connection.Schedule.NightlyAt,
                QuietFrom = connection.Schedule.QuietFrom, QuietTo = connection.Schedule.QuietTo, RowVersion = 1,
            });
            context.MappingVersions.Add(new MappingVersionRow
            {
                ConnectionId = connection.Id, Version = 1, At = by.At, By = by.Name, Why = AutomaticMapping.Why, Json = connection.Mapping.ToJson(),
            });
            await AddAccessAsync(context, connection, cancellationToken);
            Audit(context, by, connection.CopyOf is null ? "connection.added" : "connection.copied", connection.Id, connection.Name, null, connection.ConnectorId);
            return new EditOutcome.Saved(connection.Id);
        },
        _ => true, cancellationToken);

    public Task<EditOutcome> SaveAsync(Guid id, ConnectionChange change, Editor by, CancellationToken cancellationToken) => ChangeAsync(
        id, change.RowVersion,
        async (context, row) =>
        {
            if (await IsTakenAsync(context, change.Name, id, cancellationToken))
            {
                return new EditOutcome.NameTaken();
            }

            var outcome = change.Settings is { } settings ? await SetAsync(context, row, settings, change.Identity, by, cancellationToken) : new EditOutcome.Saved(id);
            if (outcome is EditOutcome.OtherClient)
            {
                return outcome;
            }

            if ((row.Name, row.Description) != (change.Name, change.Description))
            {
                Audit(context, by, "connection.name", id, change.Name, Join(row.Name, row.Description), Join(change.Name, change.Description));
                (row.Name, row.Description) = (change.Name, change.Description);
            }

            return outcome;
        },
        cancellationToken);

    public Task<EditOutcome> SaveScheduleAsync(Guid id, long rowVersion, bool automatic, SyncSchedule schedule, Editor by, CancellationToken cancellationToken) => ChangeAsync(
        id, rowVersion,
        (context, row) =>
        {
            var before = Say(row.AutomaticSync, ScheduleOf(row));
            (row.AutomaticSync, row.IntervalMinutes, row.NightlyAt, row.QuietFrom, row.QuietTo) =
                (automatic, schedule.IntervalMinutes, schedule.NightlyAt, schedule.QuietFrom, schedule.QuietTo);
            Audit(context, by, "connection.schedule", id, row.Name, before, Say(automatic, schedule));
            return Task.FromResult<EditOutcome>(new EditOutcome.Saved(id));
        },
        cancellationToken);

    public async Task<bool> DeleteAsync(Guid id, Editor by, CancellationToken cancellationToken) => await ChangeAsync(
        id, null,
        (context, row) =>
        {
            (row.DeletedAt, row.Active) = (by.At, false);
            Audit(context, by, "connection.deleted", id, row.Name, null, null);
            return Task.FromResult<EditOutcome>(new EditOutcome.Saved(id));
        },
        cancellationToken) is EditOutcome.Saved;

    public Task<bool> RestoreAsync(Guid id, Editor by, CancellationToken cancellationToken) => InAsync(
        async context =>
        {
            if (await context.Connections.SingleOrDefaultAsync(one => one.Id == id && one.DeletedAt != null, cancellationToken) is not { } row)
            {
                return false;
            }

            var name = row.Name;
            for (var count = 2; await IsTakenAsync(context, row.Name, id, cancellationToken); count++)
            {
                row.Name = string.Create(CultureInfo.InvariantCulture, $"{name} ({count})");
            }

            (row.DeletedAt, row.Active) = (null, false);
            row.RowVersion++;
            Audit(context, by, "connection.restored", id, row.Name, null, null);
            return true;
        },
        restored => restored, cancellationToken);

    public Task<bool> MoveAsync(Guid id, bool up, Editor by, CancellationToken cancellationToken) => InAsync(
        async context =>
        {
            var order = (await context.Connections.Where(row => row.DeletedAt == null).ToListAsync(cancellationToken))
                .OrderBy(row => row.Rank).ThenBy(row => row.Name, StringComparer.Ordinal).ToList();
            var at = order.FindIndex(row => row.Id == id);
            var to = up ? at - 1 : at + 1;
            if (at < 0 || to < 0 || to >= order.Count)
            {
                return false;
            }

            (order[at], order[to]) = (order[to], order[at]);
            for (var place = 0; place < order.Count; place++)
            {
                if (order[place].Rank != place + 1)
                {
                    order[place].Rank = place + 1;
                    order[place].RowVersion++;
                }
            }

            Audit(context, by, "connection.rank", id, order[to].Name, Number(at + 1), Number(to + 1));
            return true;
        },
        moved => moved, cancellationToken);

    public async Task LearnIdentityAsync(Guid id, string identity, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Connections.Where(row => row.Id == id && row.Identity != identity && !context.Links.Any(link => link.ConnectionId == id))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Identity, identity), cancellationToken);
    }

    public async Task<int> SwapWaitingAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = await context.Connections.Where(row => row.NextSettings != null).Select(row => row.Id).ToListAsync(cancellationToken);
        var swapped = 0;
        foreach (var id in waiting)
        {
            swapped += await InAsync(inner => WaitingSettings.SwapAsync(inner, id, but: 0, time.GetUtcNow(), cancellationToken), done => done, cancellationToken) ? 1 : 0;
        }

        return swapped;
    }

    private async Task<EditOutcome> SetAsync(
        ErpLinkDbContext context, ConnectionRow row, SplitSettings settings, string? identity, Editor by, CancellationToken cancellationToken)
    {
        var links = await context.Links.CountAsync(link => link.ConnectionId == row.Id, cancellationToken);
        if (links > 0 && identity is not null && row.Identity is not null && !string.Equals(identity, row.Identity, StringComparison.Ordinal))
        {
            return new EditOutcome.OtherClient(links);
        }

        AuditSettings(context, row, settings, by);
        if (identity is null && row.Active)
        {
            row.Active = false;
            Audit(context, by, "connection.active", row.Id, row.Name, "1", "0");
        }

        var (plain, secrets) = (Plain(settings), Protect(row.Id, settings));
        if (await WaitingSettings.WorkingAsync(context, row.Id, but: 0, cancellationToken) is { } run)
        {
            (row.NextSettings, row.NextSecrets) = (plain, secrets);
            return new EditOutcome.WaitsForRun(row.Id, run);
        }

        await WaitingSettings.WakeAsync(context, row.Id, by.At, cancellationToken);
        (row.Settings, row.Secrets, row.NextSettings, row.NextSecrets) = (plain, secrets, null, null);
        row.Identity = links > 0 ? row.Identity ?? identity : identity;
        return new EditOutcome.Saved(row.Id);
    }

    private void AuditSettings(ErpLinkDbContext context, ConnectionRow row, SplitSettings settings, Editor by)
    {
        var before = JsonSerializer.Deserialize<Dictionary<string, string>>(row.NextSettings ?? row.Settings) ?? [];
        var changed = before.Keys.Union(settings.Plain.Keys, StringComparer.Ordinal)
            .Where(key => !string.Equals(before.GetValueOrDefault(key), settings.Plain.GetValueOrDefault(key), StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var secrets = Opened(row.Id, before, row.NextSettings is null ? row.Secrets : row.NextSecrets);

        // Of a secret its name only.
        var hidden = secrets.Keys.Union(settings.Secret.Keys, StringComparer.Ordinal)
            .Where(key => !string.Equals(secrets.GetValueOrDefault(key), settings.Secret.GetValueOrDefault(key), StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        if (changed.Count + hidden.Count == 0)
        {
            return;
        }

        Audit(
            context, by, "connection.settings", row.Id, row.Name, Join([.. changed.Select(key => $"{key}: {Short(before.GetValueOrDefault(key))}")]),
            Join([.. changed.Select(key => $"{key}: {Short(settings.Plain.GetValueOrDefault(key))}"), .. hidden.Select(key => $"{key}: ***")]));
    }

    /// <summary>Anything that changed it meanwhile makes it stale, whoever was first.</summary>
    private async Task<EditOutcome> ChangeAsync(
        Guid id, long? rowVersion, Func<ErpLinkDbContext, ConnectionRow, Task<EditOutcome>> change, CancellationToken cancellationToken)
    {
        try
        {
            return await InAsync(
                async context =>
                {
                    if (await context.Connections.SingleOrDefaultAsync(one => one.Id == id && one.DeletedAt == null, cancellationToken) is not { } row)
                    {
                        return new EditOutcome.Gone();
                    }

                    if (rowVersion is { } seen && row.RowVersion != seen)
                    {
                        return new EditOutcome.Stale();
                    }

                    row.RowVersion++;
                    return await change(context, row);
                },
                outcome => outcome is EditOutcome.Saved or EditOutcome.WaitsForRun, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new EditOutcome.Stale();
        }
    }

    private async Task<T> InAsync<T>(Func<ErpLinkDbContext, Task<T>> work, Func<T, bool> keep, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var answer = await work(context);
        if (keep(answer))
        {
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return answer;
    }

    private static async Task AddAccessAsync(ErpLinkDbContext context, NewConnection connection, CancellationToken cancellationToken)
    {
        if (connection.CopyOf is not { } copied)
        {
            context.Access.Add(new AccessRow { ConnectionId = connection.Id, Kind = nameof(Core.Access.PrincipalKind.Everyone), CanConnect = true, CanCreate = true });
            return;
        }

        foreach (var grant in await context.Access.AsNoTracking().Where(one => one.ConnectionId == copied).ToListAsync(cancellationToken))
        {
            context.Access.Add(new AccessRow
            {
                ConnectionId = connection.Id, Kind = grant.Kind, PrincipalId = grant.PrincipalId, CanConnect = grant.CanConnect, CanCreate = grant.CanCreate,
            });
        }
    }

    /// <summary>People tell connections apart by their names: case does not count.</summary>
    private static async Task<bool> IsTakenAsync(ErpLinkDbContext context, string name, Guid by, CancellationToken cancellationToken) =>
        (await context.Connections.AsNoTracking().Where(row => row.Id != by && row.DeletedAt == null).Select(row => row.Name).ToListAsync(cancellationToken))
            .Any(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));

    private static void Audit(ErpLinkDbContext context, Editor by, string what, Guid id, string name, string? before, string? after) =>
        context.Audit.Add(new AuditRow { At = by.At, By = by.Name, What = what, Subject = name, ConnectionId = id, Before = before, After = after });

    private static string Plain(SplitSettings settings) => JsonSerializer.Serialize(settings.Plain);

    private byte[]? Protect(Guid id, SplitSettings settings) =>
        settings.Secret.Count == 0 ? null : protector.Protect(id, SecretProtector.Target(settings.Plain), settings.Secret);

    private IReadOnlyDictionary<string, string> Opened(Guid id, Dictionary<string, string> plain, byte[]? secrets) =>
        secrets is not null && protector.Unprotect(id, SecretProtector.Target(plain), secrets) is Secrets.Opened opened ? opened.Values : new Dictionary<string, string>();

    private Settings ToSettings(Guid id, string json, byte[]? secrets)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];
        foreach (var (key, value) in Opened(id, values, secrets).ToList())
        {
            values[key] = value;
        }

        return new Settings(values);
    }

    private ConnectionDetails ToDetails(ConnectionRow row, IEnumerable<AccessRow> access, int links) => new(
        ConnectionStore.ToConnection(row, ToSettings(row.Id, row.Settings, row.Secrets), access), row.Description, ScheduleOf(row),
        row.NextSettings is { } next ? ToSettings(row.Id, next, row.NextSecrets) : null, row.DeletedAt, row.RowVersion, links);

    private static SyncSchedule ScheduleOf(ConnectionRow row) => new(row.IntervalMinutes, row.NightlyAt, row.QuietFrom, row.QuietTo);

    private static string Say(bool automatic, SyncSchedule schedule) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(automatic ? "on" : "off")}; every {schedule.IntervalMinutes} min; nightly {Clock(schedule.NightlyAt)}; quiet {Clock(schedule.QuietFrom)}-{Clock(schedule.QuietTo)}");

    private static string Clock(int? minute) => minute is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known / 60:00}:{known % 60:00}") : "";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Join(params string[] lines) => string.Join('\n', lines);

    private static string Short(string? text)
    {
        const int Longest = 200;
        return text is { Length: > Longest } ? $"{text[..Longest]}… ({text.Length})" : text ?? "";
    }
}
