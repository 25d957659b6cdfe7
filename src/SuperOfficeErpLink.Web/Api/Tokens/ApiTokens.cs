using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Api.Tokens;

/// <summary>A token as administrators see it.</summary>
public sealed record ListedToken(ApiTokenRow Row, string MakerName);

/// <summary>A token that holds, and its maker as he is now.</summary>
public sealed record AcceptedToken(ApiTokenRow Row, ApplicationUser Maker);

/// <summary>Tokens for the API: made and revoked by administrators, never shown again.</summary>
public sealed class ApiTokens(ErpLinkDbContext database, UserManager<ApplicationUser> users, TimeProvider time)
{
    public const int LongestDays = 730;
    public const int LongestName = 100;
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan NoteUseEvery = TimeSpan.FromMinutes(1);

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<ListedToken>> ListAsync(UserContext user, CancellationToken cancellationToken)
    {
        Demand(user);
        var rows = await (
            from token in database.ApiTokens.AsNoTracking()
            join maker in database.Users on token.UserId equals maker.Id into makers
            from maker in makers.DefaultIfEmpty()
            orderby token.CreatedAt descending, token.Id
            select new { token, Name = maker == null ? null : maker.DisplayName, Email = maker == null ? null : maker.Email }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new ListedToken(row.token, row.Name is { Length: > 0 } name ? name : row.Email ?? ""))];
    }

    /// <returns>The whole token: it cannot be had again.</returns>
    public async Task<ApiToken> MakeAsync(UserContext user, string name, ApiScopes scopes, int days, CancellationToken cancellationToken)
    {
        Demand(user);
        if (scopes == ApiScopes.None)
        {
            throw new ArgumentException("A token is for something.", nameof(scopes));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, LongestDays);
        var (token, now) = (ApiToken.New(), time.GetUtcNow());
        database.ApiTokens.Add(new ApiTokenRow
        {
            Id = Guid.NewGuid(), Prefix = token.Prefix, Hash = token.Hash, Name = name, UserId = user.Id, Scopes = (int)scopes, CreatedAt = now,
            ExpiresAt = now.AddDays(days),
        });
        database.Audit.Add(new AuditRow
        {
            At = now, By = user.Name, What = "api-token.made", Subject = token.Prefix,
            After = $"{name}: {string.Join(' ', ApiScopeNames.In(scopes).Select(ApiScopeNames.Name))}, {now.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
        });
        await database.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>False when there is none, or it was revoked before.</summary>
    public async Task<bool> RevokeAsync(UserContext user, Guid id, CancellationToken cancellationToken)
    {
        Demand(user);
        if (await database.ApiTokens.SingleOrDefaultAsync(token => token.Id == id && token.RevokedAt == null, cancellationToken) is not { } row)
        {
            return false;
        }

        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Idempotency.Where(once => once.TokenId == id).ExecuteDeleteAsync(cancellationToken);
        row.RevokedAt = time.GetUtcNow();
        database.Audit.Add(new AuditRow { At = row.RevokedAt.Value, By = user.Name, What = "api-token.revoked", Subject = row.Prefix, Before = row.Name });
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Null unless it holds and its maker may sign in.</summary>
    public async Task<AcceptedToken?> AcceptAsync(ApiToken token, CancellationToken cancellationToken)
    {
        var row = await database.ApiTokens.AsNoTracking().SingleOrDefaultAsync(one => one.Prefix == token.Prefix, cancellationToken);
        var isKnown = token.IsOf(row?.Hash ?? new byte[32]);
        var now = time.GetUtcNow();

        // Wrong passwords of anybody lock a person out for a while, and no program: only whoever is locked out for longer was meant to be.
        var meant = now + users.Options.Lockout.DefaultLockoutTimeSpan + ClocksDiffer;
        if (row is not { RevokedAt: null } || !isKnown || row.ExpiresAt <= now
            || await users.FindByIdAsync(row.UserId) is not { DisabledAt: null } maker || (maker.LockoutEnabled && maker.LockoutEnd > meant))
        {
            return null;
        }

        var noted = now - NoteUseEvery;
        if (row.LastUsedAt is null || row.LastUsedAt < noted)
        {
            await database.ApiTokens.Where(one => one.Id == row.Id && (one.LastUsedAt == null || one.LastUsedAt < noted))
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.LastUsedAt, now), cancellationToken);
        }

        return new AcceptedToken(row, maker);
    }

    private static void Demand(UserContext user)
    {
        if (!user.IsAdministrator)
        {
            throw new AccessDeniedException($"User {user.Id} may not decide over API tokens.");
        }
    }
}
