namespace SuperOfficeErpLink.Core.Access;

/// <summary>Whom connections are for, as administrators set it.</summary>
public interface IAccessStore
{
    /// <summary>Null when there is no such connection.</summary>
    /// <exception cref="AccessDeniedException">For anyone but administrators.</exception>
    Task<ConnectionAccess?> FindAsync(UserContext by, Guid connectionId, CancellationToken cancellationToken);

    /// <summary>
    /// Puts grants in the place of those there are, with the audit entry in the same transaction. Who may create may connect, too. They hold
    /// from the next request of anyone.
    /// </summary>
    /// <param name="version">Of the grants that the administrator saw.</param>
    /// <exception cref="AccessDeniedException">For anyone but administrators.</exception>
    Task<AccessOutcome> SaveAsync(UserContext by, Guid connectionId, long version, IReadOnlyCollection<AccessGrant> grants, CancellationToken cancellationToken);

    /// <summary>All that may be chosen: groups, then users, by name.</summary>
    Task<IReadOnlyList<NamedPrincipal>> ListPrincipalsAsync(UserContext by, CancellationToken cancellationToken);
}

/// <param name="Version">Told back when they are saved.</param>
public sealed record ConnectionAccess(Guid ConnectionId, string Name, long Version, IReadOnlyList<NamedGrant> Grants);

/// <param name="Name">Of the user or the group; empty for everyone.</param>
public sealed record NamedGrant(AccessGrant Grant, string Name);

/// <param name="IsDisabled">A user who is shut out: what he is given counts once he is let in again.</param>
public sealed record NamedPrincipal(PrincipalKind Kind, string Id, string Name, bool IsDisabled);

public abstract record AccessOutcome
{
    private AccessOutcome()
    {
    }

    public sealed record Saved : AccessOutcome;

    public sealed record NoConnection : AccessOutcome;

    /// <summary>The connection was changed since the administrator saw it; nothing is stored.</summary>
    public sealed record ChangedMeanwhile : AccessOutcome;

    /// <summary>There is no such user or group any more; nothing is stored.</summary>
    public sealed record NoPrincipal(AccessGrant Grant) : AccessOutcome;
}
