using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class AccessStore(IDbContextFactory<ErpLinkDbContext> contexts, TimeProvider time) : IAccessStore
{
    public async Task<ConnectionAccess?> FindAsync(UserContext by, Guid connectionId, CancellationToken cancellationToken)
    {
        by.DemandAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Connections.AsNoTracking().SingleOrDefaultAsync(one => one.Id == connectionId && one.DeletedAt == null, cancellationToken);
        return row is null ? null : new ConnectionAccess(row.Id, row.Name, row.RowVersion, await AccessRows.OfAsync(context, connectionId, cancellationToken));
    }

    public async Task<AccessOutcome> SaveAsync(
        UserContext by, Guid connectionId, long version, IReadOnlyCollection<AccessGrant> grants, CancellationToken cancellationToken)
    {
        by.DemandAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await context.Connections.SingleOrDefaultAsync(one => one.Id == connectionId && one.DeletedAt == null, cancellationToken) is not { } row)
        {
            return new AccessOutcome.NoConnection();
        }

        if (row.RowVersion != version)
        {
            return new AccessOutcome.ChangedMeanwhile();
        }

        var before = await AccessRows.OfAsync(context, connectionId, cancellationToken);
        var after = await AccessRows.NameAsync(context, Tidy(grants), cancellationToken);
        if (after.FirstOrDefault(one => one.Name.Length == 0 && one.Grant.Kind != PrincipalKind.Everyone) is { } nobody)
        {
            return new AccessOutcome.NoPrincipal(nobody.Grant);
        }

        if (before.SequenceEqual(after))
        {
            return new AccessOutcome.Saved();
        }

        await context.Access.Where(one => one.ConnectionId == connectionId).ExecuteDeleteAsync(cancellationToken);
        context.Access.AddRange(after.Select(one => new AccessRow
        {
            ConnectionId = connectionId, Kind = one.Grant.Kind.ToString(), PrincipalId = one.Grant.PrincipalId, CanConnect = one.Grant.CanConnect, CanCreate = one.Grant.CanCreate,
        }));
        context.Audit.Add(AccessRows.Changed(row, before, after, by, time.GetUtcNow()));
        row.RowVersion++;
        return await SavedAsync(context, transaction, cancellationToken) ? new AccessOutcome.Saved() : new AccessOutcome.ChangedMeanwhile();
    }

    public async Task<IReadOnlyList<NamedPrincipal>> ListPrincipalsAsync(UserContext by, CancellationToken cancellationToken)
    {
        by.DemandAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await context.UserGroups.AsNoTracking().ToListAsync(cancellationToken);
        var users = await context.Users.AsNoTracking().Select(user => new { user.Id, user.DisplayName, user.Email, user.DisabledAt }).ToListAsync(cancellationToken);
        return
        [
            .. groups.Select(group => new NamedPrincipal(PrincipalKind.Group, group.Id.ToString(), group.Name, IsDisabled: false))
                .Concat(users.Select(user => new NamedPrincipal(PrincipalKind.User, user.Id, user.DisplayName.Length > 0 ? user.DisplayName : user.Email ?? "", user.DisabledAt != null)))
                .OrderBy(one => AccessRows.Order(one.Kind)).ThenBy(one => one.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(one => one.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>Nobody is given something twice, and who may create may connect.</summary>
    private static List<AccessGrant> Tidy(IEnumerable<AccessGrant> grants) =>
    [
        .. grants.GroupBy(grant => (grant.Kind, PrincipalId: grant.Kind == PrincipalKind.Everyone ? "" : grant.PrincipalId)).Select(same => new AccessGrant(
            same.Key.Kind, same.Key.PrincipalId, same.Any(grant => grant.CanConnect || grant.CanCreate), same.Any(grant => grant.CanCreate))),
    ];

    private static async Task<bool> SavedAsync(ErpLinkDbContext context, IDbContextTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
