using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class MappingStore(IDbContextFactory<ErpLinkDbContext> contexts) : IMappingStore
{
    public async Task<MappingDraft?> FindDraftAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.MappingDrafts.AsNoTracking().SingleOrDefaultAsync(row => row.ConnectionId == connectionId, cancellationToken) is { } row ? ToDraft(row) : null;
    }

    public async Task<MappingDraft?> SaveDraftAsync(
        Guid connectionId, int baseVersion, MappingDocument document, long? seen, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.MappingDrafts.SingleOrDefaultAsync(one => one.ConnectionId == connectionId, cancellationToken);
        if (row?.RowVersion != seen)
        {
            return null;
        }

        if (row is null)
        {
            context.MappingDrafts.Add(row = new MappingDraftRow { ConnectionId = connectionId });
        }

        // Beyond every number a draft had before, whatever the clock does to this one; of a draft that is gone none is left to be beyond of, so the clock is.
        var next = Math.Max(row.RowVersion + 1, at.ToUnixTimeMilliseconds());
        (row.BaseVersion, row.Json, row.By, row.At, row.RowVersion) = (baseVersion, document.ToJson(), by, at, next);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return ToDraft(row);
        }
        catch (DbUpdateException)
        {
            // Somebody was faster: with a first draft, or with a change of this one.
            return null;
        }
    }

    public async Task<bool> DropDraftAsync(Guid connectionId, long seen, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.MappingDrafts.Where(row => row.ConnectionId == connectionId && row.RowVersion == seen).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    public async Task<IReadOnlyList<MappingVersion>> ListVersionsAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ToVersions(Rows(context, connectionId).OrderByDescending(row => row.Version)).ToListAsync(cancellationToken);
    }

    public async Task<MappingVersion?> FindVersionAsync(Guid connectionId, int version, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ToVersions(Rows(context, connectionId).Where(row => row.Version == version)).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<int?> PublishAsync(Publication publication, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (publication.Draft is { } seen
            && await context.MappingDrafts.Where(row => row.ConnectionId == publication.ConnectionId && row.RowVersion == seen).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return null;
        }

        var version = await MappingVersions.AddAsync(
            context, publication.ConnectionId, publication.BaseVersion, publication.Document, publication.By, publication.Why, publication.At, cancellationToken);
        if (version is null)
        {
            return null;
        }

        var row = await context.Connections.SingleAsync(one => one.Id == publication.ConnectionId, cancellationToken);
        (row.ShowsNextRun, row.ApprovedRunId) = (true, publication.ApprovedRunId);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return version;
    }

    private static IQueryable<MappingVersionRow> Rows(ErpLinkDbContext context, Guid connectionId) =>
        context.MappingVersions.AsNoTracking().Where(row => row.ConnectionId == connectionId);

    private static IQueryable<MappingVersion> ToVersions(IQueryable<MappingVersionRow> rows) => rows.Select(row => new MappingVersion(row.Version, row.At, row.By, row.Why));

    private static MappingDraft ToDraft(MappingDraftRow row) =>
        new(row.ConnectionId, row.BaseVersion, MappingDocument.Parse(row.Json), row.By, row.At, row.RowVersion);
}

internal static class MappingVersions
{
    /// <summary>A connection's next version, put in force with its audit entry; the caller saves and commits. Null when another version is in force by now.</summary>
    public static async Task<int?> AddAsync(
        ErpLinkDbContext context, Guid connectionId, int from, MappingDocument document, string by, string why, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var row = await context.Connections.SingleAsync(one => one.Id == connectionId, cancellationToken);
        if (row.MappingVersion != from)
        {
            return null;
        }

        // Versions that were rolled back from keep their numbers.
        var next = await context.MappingVersions.Where(one => one.ConnectionId == connectionId).MaxAsync(one => one.Version, cancellationToken) + 1;
        context.MappingVersions.Add(new MappingVersionRow { ConnectionId = connectionId, Version = next, At = at, By = by, Why = why, Json = document.ToJson() });
        context.Audit.Add(new AuditRow
        {
            At = at, By = by, What = "mapping.published", Subject = row.Name, ConnectionId = connectionId, Before = $"{from}", After = $"{next}: {why}",
        });
        (row.MappingVersion, row.ApprovedRunId) = (next, null);
        row.RowVersion++;
        return next;
    }
}
