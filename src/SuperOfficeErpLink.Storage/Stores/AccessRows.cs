using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Grants with the names of those who have them.</summary>
internal static class AccessRows
{
    public static async Task<IReadOnlyList<NamedGrant>> OfAsync(ErpLinkDbContext context, Guid connectionId, CancellationToken cancellationToken)
    {
        var rows = await context.Access.AsNoTracking().Where(row => row.ConnectionId == connectionId).ToListAsync(cancellationToken);
        return await NameAsync(
            context, [.. rows.Select(row => new AccessGrant(Enum.Parse<PrincipalKind>(row.Kind), row.PrincipalId, row.CanConnect, row.CanCreate))], cancellationToken);
    }

    /// <summary>Everyone first, then groups, then users, by name. Those whom there is no more have no name.</summary>
    public static async Task<IReadOnlyList<NamedGrant>> NameAsync(ErpLinkDbContext context, IReadOnlyCollection<AccessGrant> grants, CancellationToken cancellationToken)
    {
        var userIds = Ids(grants, PrincipalKind.User);
        var users = userIds.Count == 0 ? [] : await context.Users.AsNoTracking().Where(user => userIds.Contains(user.Id))
            .ToDictionaryAsync(user => user.Id, user => user.DisplayName == "" ? user.Email ?? "" : user.DisplayName, StringComparer.Ordinal, cancellationToken);
        var groupIds = Ids(grants, PrincipalKind.Group).Select(id => Guid.TryParse(id, out var group) ? group : Guid.Empty).ToList();
        var groups = groupIds.Count == 0 ? [] : await context.UserGroups.AsNoTracking().Where(group => groupIds.Contains(group.Id))
            .ToDictionaryAsync(group => group.Id.ToString(), group => group.Name, StringComparer.Ordinal, cancellationToken);
        string Name(AccessGrant grant) => grant.Kind switch
        {
            PrincipalKind.User => users.GetValueOrDefault(grant.PrincipalId, ""),
            PrincipalKind.Group => groups.GetValueOrDefault(grant.PrincipalId, ""),
            _ => "",
        };
        return
        [
            .. grants.Select(grant => new NamedGrant(grant, Name(grant)))
                .OrderBy(one => Order(one.Grant.Kind)).ThenBy(one => one.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(one => one.Grant.PrincipalId, StringComparer.Ordinal),
        ];
    }

    public static int Order(PrincipalKind kind) => kind switch
    {
        PrincipalKind.Everyone => 0,
        PrincipalKind.Group => 1,
        _ => 2,
    };

    /// <summary>That a connection is for others from now on.</summary>
    public static AuditRow Changed(ConnectionRow connection, IEnumerable<NamedGrant> before, IEnumerable<NamedGrant> after, UserContext by, DateTimeOffset at) => new()
    {
        At = at, By = by.Name, What = "connection.access", Subject = connection.Name, ConnectionId = connection.Id, Before = AuditedGrant.ToText(before),
        After = AuditedGrant.ToText(after),
    };

    private static List<string> Ids(IEnumerable<AccessGrant> grants, PrincipalKind kind) => [.. grants.Where(grant => grant.Kind == kind).Select(grant => grant.PrincipalId)];
}
