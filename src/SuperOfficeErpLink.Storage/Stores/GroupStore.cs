using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class GroupStore(IDbContextFactory<ErpLinkDbContext> contexts, TimeProvider time) : IGroupStore
{
    private const string KindOfGroup = nameof(PrincipalKind.Group);

    public async Task<IReadOnlyList<UserGroup>> ListAsync(UserContext by, CancellationToken cancellationToken)
    {
        by.DemandAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await CountAsync(context, await context.UserGroups.AsNoTracking().ToListAsync(cancellationToken), cancellationToken);
    }

    public async Task<IReadOnlyList<UserGroup>> ListOfUserAsync(UserContext by, string userId, CancellationToken cancellationToken)
    {
        by.DemandAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.UserGroups.AsNoTracking().Where(group => context.UserGroupMembers.Any(member => member.GroupId == group.Id && member.UserId == userId))
            .ToListAsync(cancellationToken);
        return await CountAsync(context, rows, cancellationToken);
    }

    public async Task<GroupDetails?> FindAsync(UserContext by, Guid id, CancellationToken cancellationToken)
    {
        by.DemandAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.UserGroups.AsNoTracking().SingleOrDefaultAsync(group => group.Id == id, cancellationToken) is not { } row)
        {
            return null;
        }

        var members = await (
            from member in context.UserGroupMembers.AsNoTracking()
            join user in context.Users on member.UserId equals user.Id
            where member.GroupId == id
            select new { user.Id, user.DisplayName, user.Email, user.DisabledAt }).ToListAsync(cancellationToken);
        var key = id.ToString();
        var connections = await (
            from access in context.Access.AsNoTracking()
            join connection in context.Connections on access.ConnectionId equals connection.Id
            where access.Kind == KindOfGroup && access.PrincipalId == key && connection.DeletedAt == null
            orderby connection.Name
            select connection.Name).ToListAsync(cancellationToken);
        return new GroupDetails(
            id, row.Name,
            [
                .. members.Select(one => new GroupMember(one.Id, one.DisplayName.Length > 0 ? one.DisplayName : one.Email ?? "", one.Email ?? "", one.DisabledAt != null))
                    .OrderBy(member => member.Name, StringComparer.CurrentCultureIgnoreCase),
            ],
            connections);
    }

    public Task<GroupOutcome> AddAsync(UserContext by, string name, CancellationToken cancellationToken) =>
        ChangeAsync(by, async context =>
        {
            if (await IsTakenAsync(context, name, null, cancellationToken))
            {
                return new GroupOutcome.NameTaken();
            }

            var row = new UserGroupRow { Id = Guid.NewGuid(), Name = name };
            context.UserGroups.Add(row);
            Audit(context, by, "group.created", name, null, null);
            return new GroupOutcome.Done(row.Id);
        }, cancellationToken);

    public Task<GroupOutcome> RenameAsync(UserContext by, Guid id, string name, CancellationToken cancellationToken) =>
        ChangeAsync(by, async context =>
        {
            if (await FindRowAsync(context, id, cancellationToken) is not { } row)
            {
                return new GroupOutcome.Gone();
            }

            if (await IsTakenAsync(context, name, id, cancellationToken))
            {
                return new GroupOutcome.NameTaken();
            }

            if (row.Name != name)
            {
                Audit(context, by, "group.renamed", name, row.Name, name);
                row.Name = name;
            }

            return new GroupOutcome.Done(id);
        }, cancellationToken);

    public Task<GroupOutcome> DeleteAsync(UserContext by, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(by, async context =>
        {
            if (await FindRowAsync(context, id, cancellationToken) is not { } row)
            {
                return new GroupOutcome.Gone();
            }

            await TakeGrantsAsync(context, by, id, cancellationToken);
            var members = await MemberNamesAsync(context, id, cancellationToken);
            await context.UserGroupMembers.Where(member => member.GroupId == id).ExecuteDeleteAsync(cancellationToken);
            context.UserGroups.Remove(row);
            Audit(context, by, "group.deleted", row.Name, string.Join(", ", members), null);
            return new GroupOutcome.Done(id);
        }, cancellationToken);

    public Task<GroupOutcome> AddMemberAsync(UserContext by, Guid id, string userId, CancellationToken cancellationToken) =>
        ChangeMemberAsync(by, id, userId, "group.member-added", wanted: true, cancellationToken);

    public Task<GroupOutcome> RemoveMemberAsync(UserContext by, Guid id, string userId, CancellationToken cancellationToken) =>
        ChangeMemberAsync(by, id, userId, "group.member-removed", wanted: false, cancellationToken);

    private Task<GroupOutcome> ChangeMemberAsync(UserContext by, Guid id, string userId, string what, bool wanted, CancellationToken cancellationToken) =>
        ChangeAsync(by, async context =>
        {
            var user = await context.Users.AsNoTracking().Where(one => one.Id == userId).Select(one => one.Email).SingleOrDefaultAsync(cancellationToken);
            if (user is null || await FindRowAsync(context, id, cancellationToken) is not { } row)
            {
                return new GroupOutcome.Gone();
            }

            var member = await context.UserGroupMembers.SingleOrDefaultAsync(one => one.GroupId == id && one.UserId == userId, cancellationToken);
            if (member is not null == wanted)
            {
                return new GroupOutcome.Done(id);
            }

            if (member is null)
            {
                context.UserGroupMembers.Add(new UserGroupMemberRow { GroupId = id, UserId = userId });
            }
            else
            {
                context.UserGroupMembers.Remove(member);
            }

            Audit(context, by, what, row.Name, wanted ? null : user, wanted ? user : null);
            return new GroupOutcome.Done(id);
        }, cancellationToken);

    private async Task<GroupOutcome> ChangeAsync(UserContext by, Func<ErpLinkDbContext, Task<GroupOutcome>> changeAsync, CancellationToken cancellationToken)
    {
        by.DemandAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        var outcome = await changeAsync(context);
        if (outcome is GroupOutcome.Done)
        {
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return outcome;
    }

    /// <summary>What a group was given goes with it, as one change of each connection.</summary>
    private async Task TakeGrantsAsync(ErpLinkDbContext context, UserContext by, Guid id, CancellationToken cancellationToken)
    {
        var key = id.ToString();
        var connections = await context.Connections.Where(row => context.Access.Any(access => access.ConnectionId == row.Id && access.Kind == KindOfGroup && access.PrincipalId == key))
            .ToListAsync(cancellationToken);
        foreach (var connection in connections)
        {
            var before = await AccessRows.OfAsync(context, connection.Id, cancellationToken);
            context.Audit.Add(AccessRows.Changed(connection, before, before.Where(one => one.Grant is not { Kind: PrincipalKind.Group } || one.Grant.PrincipalId != key), by, time.GetUtcNow()));
            connection.RowVersion++;
        }

        await context.Access.Where(access => access.Kind == KindOfGroup && access.PrincipalId == key).ExecuteDeleteAsync(cancellationToken);
    }

    private void Audit(ErpLinkDbContext context, UserContext by, string what, string subject, string? before, string? after) =>
        context.Audit.Add(new AuditRow { At = time.GetUtcNow(), By = by.Name, What = what, Subject = subject, Before = before, After = after });

    private static Task<UserGroupRow?> FindRowAsync(ErpLinkDbContext context, Guid id, CancellationToken cancellationToken) =>
        context.UserGroups.SingleOrDefaultAsync(group => group.Id == id, cancellationToken);

    /// <summary>Databases differ in what they take for the same letter.</summary>
    private static async Task<bool> IsTakenAsync(ErpLinkDbContext context, string name, Guid? but, CancellationToken cancellationToken) =>
        (await context.UserGroups.AsNoTracking().ToListAsync(cancellationToken)).Exists(group => group.Id != but && string.Equals(group.Name, name, StringComparison.OrdinalIgnoreCase));

    private static Task<List<string>> MemberNamesAsync(ErpLinkDbContext context, Guid id, CancellationToken cancellationToken) =>
        (from member in context.UserGroupMembers
         join user in context.Users on member.UserId equals user.Id
         where member.GroupId == id
         orderby user.Email
         select user.Email ?? "").ToListAsync(cancellationToken);

    /// <summary>Two queries for however many.</summary>
    private static async Task<IReadOnlyList<UserGroup>> CountAsync(ErpLinkDbContext context, List<UserGroupRow> rows, CancellationToken cancellationToken)
    {
        var members = await context.UserGroupMembers.GroupBy(member => member.GroupId).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        var grants = await (
            from access in context.Access
            join connection in context.Connections on access.ConnectionId equals connection.Id
            where access.Kind == KindOfGroup && connection.DeletedAt == null
            group access by access.PrincipalId into same
            select new { same.Key, Count = same.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        return
        [
            .. rows.OrderBy(row => row.Name, StringComparer.CurrentCultureIgnoreCase)
                .Select(row => new UserGroup(row.Id, row.Name, members.GetValueOrDefault(row.Id), grants.GetValueOrDefault(row.Id.ToString()))),
        ];
    }
}
