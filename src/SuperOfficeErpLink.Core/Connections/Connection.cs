using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>A connector plus settings: one ERP client.</summary>
/// <param name="Rank">Lower goes first.</param>
/// <param name="Settings">Secrets included; never shown or logged.</param>
/// <param name="AutomaticSync">Scheduled runs are made for it.</param>
/// <param name="Identity">What the first session said it speaks to.</param>
public sealed record Connection(
    Guid Id, string ConnectorId, string Name, int Rank, bool Active, Settings Settings, string? Identity, int MappingVersion,
    IReadOnlyList<AccessGrant> Grants, bool AutomaticSync = false)
{
    /// <summary>The dry run whose writes an administrator saw before he published; null: none is waiting to be written.</summary>
    public long? ApprovedRunId { get; init; }

    public Rights RightsOf(UserContext user) => AccessGrant.Of(user, Grants);

    /// <exception cref="AccessDeniedException">When the user may not use this connection, or it is not active.</exception>
    public void DemandUse(UserContext user)
    {
        if (!Active || !RightsOf(user).CanUse)
        {
            throw new AccessDeniedException($"User {user.Id} may not use connection {Id}.");
        }
    }

    /// <exception cref="AccessDeniedException">When the user may not link on this connection, or it is not active.</exception>
    public void DemandConnect(UserContext user)
    {
        if (!Active || !RightsOf(user).CanConnect)
        {
            throw new AccessDeniedException($"User {user.Id} may not link on connection {Id}.");
        }
    }

    /// <exception cref="AccessDeniedException">When the user may not create actors on this connection, or it is not active.</exception>
    public void DemandCreate(UserContext user)
    {
        DemandConnect(user);
        if (!RightsOf(user).CanCreate)
        {
            throw new AccessDeniedException($"User {user.Id} may not create actors on connection {Id}.");
        }
    }
}

/// <summary>How a connection fares; apart from its settings.</summary>
/// <param name="FailingSince">Null while it works.</param>
/// <param name="NextTry">When a run that waits for it tries again; null: none waits.</param>
public sealed record ConnectionHealth(
    FailureKind? Failure, LocalText? Message, DateTimeOffset? FailingSince, DateTimeOffset? LastSuccess, int Failures, DateTimeOffset? NextTry = null)
{
    /// <summary>The day (UTC) that <see cref="Calls"/> are of; null where the ERP sets no limit to them.</summary>
    public DateOnly? CallsDay { get; init; }

    /// <summary>How often the ERP was asked that day.</summary>
    public int Calls { get; init; }

    public static ConnectionHealth Unknown { get; } = new(null, null, null, null, 0);
}
