using System.Net;

namespace SuperOfficeErpLink.Connectors;

/// <summary>Code that speaks to one kind of ERP. Stateless and safe for any number of calls at once.</summary>
public interface IErpConnector
{
    ConnectorInfo Info { get; }

    /// <summary>The settings form; may depend on what is filled in already.</summary>
    /// <exception cref="ConnectorException">When list items must be fetched and cannot be.</exception>
    Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken);

    /// <summary>What is wrong with the settings as far as can be told without any I/O; empty when nothing is.</summary>
    IReadOnlyList<SettingError> Validate(Settings settings);

    /// <summary>Opens a conversation. Returning means the system accepted us.</summary>
    /// <exception cref="ConnectorException">Unreachable, Unauthorized or Misconfigured.</exception>
    Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken);
}

/// <param name="Id">Stored with every connection: it never changes and is not a class name.</param>
/// <param name="ContractVersion">Of this contract, as the connector was built for.</param>
public sealed record ConnectorInfo(string Id, LocalText Name, int ContractVersion);

/// <summary>For connectors whose other side keeps settings by connection id.</summary>
public interface IKeepsConnections
{
    Task SavedAsync(ConnectionContext connection, CancellationToken cancellationToken);

    Task DeletedAsync(Guid connectionId, CancellationToken cancellationToken);
}

/// <summary>All a connector gets from the host.</summary>
/// <param name="IsSaved">False while settings are only being tested.</param>
public sealed record ConnectionContext(Guid Id, bool IsSaved, Settings Settings, IOutbound Outbound, TimeProvider Time);

/// <summary>The only way out: address policy, pacing, TLS and Retry-After are the host's.</summary>
public interface IOutbound
{
    /// <summary>A handler that follows the policy; the caller does not dispose it.</summary>
    HttpMessageHandler CreateHandler();

    /// <summary>An address the policy allows for a host.</summary>
    /// <exception cref="ConnectorException">Unreachable when the name has none, Misconfigured when the policy forbids it.</exception>
    Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken);

    /// <summary>The full path of a file below the host's folder for ERP files.</summary>
    /// <exception cref="ConnectorException">Misconfigured when the name leads out of that folder.</exception>
    string ResolveFile(string name);
}
