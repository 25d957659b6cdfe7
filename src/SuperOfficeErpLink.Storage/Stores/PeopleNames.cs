using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>What people are called, also those who no longer sign in: what they started has their name.</summary>
internal sealed class PeopleNames(IReadOnlyDictionary<string, string> users, IReadOnlyDictionary<Guid, string> saves)
{
    /// <summary>Two queries for however many.</summary>
    public static async Task<PeopleNames> FindAsync(
        ErpLinkDbContext context, IReadOnlyCollection<string?> userIds, IReadOnlyCollection<Guid?> operationIds, CancellationToken cancellationToken)
    {
        var wanted = userIds.OfType<string>().Where(id => id != UserContext.SystemId).Distinct().ToList();
        var users = wanted.Count == 0 ? [] : await context.Users.AsNoTracking().Where(user => wanted.Contains(user.Id))
            .ToDictionaryAsync(user => user.Id, user => user.DisplayName, StringComparer.Ordinal, cancellationToken);
        var asked = operationIds.OfType<Guid>().Distinct().ToList();
        var saves = asked.Count == 0 ? [] : await context.Operations.AsNoTracking().Where(row => asked.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, row => row.UserName, cancellationToken);
        return new PeopleNames(users, saves);
    }

    /// <param name="otherwise">What the run says.</param>
    public string Of(string? userId, Guid? operationId, string? otherwise = null) =>
        userId is null or UserContext.SystemId ? UserContext.System.Name
        : users.GetValueOrDefault(userId) ?? (operationId is { } save ? saves.GetValueOrDefault(save) : null) ?? otherwise ?? userId;
}
