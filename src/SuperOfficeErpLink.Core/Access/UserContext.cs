namespace SuperOfficeErpLink.Core.Access;

/// <summary>Who asks.</summary>
/// <param name="Name">Shown to colleagues.</param>
/// <param name="Groups">Ids of the groups he belongs to.</param>
public sealed record UserContext(string Id, string Name, bool IsAdministrator, IReadOnlyList<string> Groups)
{
    public const string SystemId = "system";

    /// <summary>The product itself: finishes what users began and retries what could not be done.</summary>
    public static UserContext System { get; } = new(SystemId, "ERP Link", IsAdministrator: false, []);

    /// <exception cref="AccessDeniedException">When he is no administrator.</exception>
    public void DemandAdministrator()
    {
        if (!IsAdministrator)
        {
            throw new AccessDeniedException($"User {Id} is no administrator.");
        }
    }
}

/// <summary>What a user may do on a connection.</summary>
public readonly record struct Rights(bool CanUse, bool CanConnect, bool CanCreate)
{
    public static Rights None => default;
}

/// <summary>Whom a connection is for.</summary>
public enum PrincipalKind
{
    Everyone = 0,
    User = 1,
    Group = 2,
}

/// <param name="PrincipalId">User id or group id; empty for everyone.</param>
public sealed record AccessGrant(PrincipalKind Kind, string PrincipalId, bool CanConnect, bool CanCreate)
{
    public bool AppliesTo(UserContext user) => Kind switch
    {
        PrincipalKind.Everyone => true,
        PrincipalKind.User => string.Equals(PrincipalId, user.Id, StringComparison.Ordinal),
        PrincipalKind.Group => user.Groups.Contains(PrincipalId, StringComparer.Ordinal),
        _ => false,
    };

    /// <summary>All that a user's grants allow together. An administrator's role gives no right to a connection's records.</summary>
    public static Rights Of(UserContext user, IEnumerable<AccessGrant> grants) =>
        grants.Where(grant => grant.AppliesTo(user)).Aggregate(
            Rights.None,
            (rights, grant) => new Rights(CanUse: true, rights.CanConnect || grant.CanConnect, rights.CanCreate || grant.CanCreate));
}

/// <summary>Someone asked for what he may not do; pages never offer it, so this is an old page or a made-up request.</summary>
public sealed class AccessDeniedException(string message) : Exception(message);
