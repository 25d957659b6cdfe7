using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Web.Api.Answers;

/// <summary>An ERP client that records are linked to.</summary>
/// <param name="Connector">Which kind of ERP.</param>
/// <param name="Rank">Lower goes first.</param>
/// <param name="AutomaticSync">Scheduled runs are made for it.</param>
/// <param name="MappingVersion">Of the configuration in force.</param>
public sealed record ConnectionAnswer(
    Guid Id, string Name, string Connector, int Rank, bool IsActive, bool AutomaticSync, int MappingVersion, RightsAnswer Rights, HealthAnswer Health)
{
    public static ConnectionAnswer Of(Connection connection, UserContext user, ConnectionHealth health) => new(
        connection.Id, connection.Name, connection.ConnectorId, connection.Rank, connection.Active, connection.AutomaticSync, connection.MappingVersion,
        RightsAnswer.Of(connection.RightsOf(user)), new HealthAnswer(health.FailingSince is null, health.FailingSince, health.Message?.English, health.LastSuccess));
}

/// <summary>What the token's maker may do on a connection.</summary>
public sealed record RightsAnswer(bool Use, bool Connect, bool Create)
{
    public static RightsAnswer Of(Rights rights) => new(rights.CanUse, rights.CanConnect, rights.CanCreate);
}

/// <param name="Message">What is the matter; null while it works.</param>
public sealed record HealthAnswer(bool Works, DateTimeOffset? FailingSince, string? Message, DateTimeOffset? LastSuccess);

/// <summary>What is shared over a connection, field by field.</summary>
public sealed record MappingsAnswer(int Version, IReadOnlyList<ActorMapping> Actors);
