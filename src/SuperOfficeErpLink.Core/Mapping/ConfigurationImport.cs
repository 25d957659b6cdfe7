using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>What became of taking over a configuration from a file.</summary>
public abstract record ImportResult
{
    private ImportResult()
    {
    }

    /// <summary>It is the connection's draft now.</summary>
    /// <param name="Differences">To the configuration in force.</param>
    /// <param name="Settings">What the file has other than the connection. They stay as they are: settings are tested before they are saved.</param>
    public sealed record Taken(MappingDraft Draft, IReadOnlyList<MappingDifference> Differences, IReadOnlyList<SettingDifference> Settings) : ImportResult;

    /// <summary>The file cannot be read; nothing has changed.</summary>
    public sealed record Unreadable(ReadFile Why) : ImportResult;

    /// <summary>It is of a connection with another connector; nothing has changed.</summary>
    public sealed record OtherConnector(string Connector) : ImportResult;

    /// <summary>It does not fit what the two systems offer; nothing has changed.</summary>
    public sealed record DoesNotFit(IReadOnlyList<MappingFault> Faults, MappedSystems Systems) : ImportResult;

    /// <summary>Its settings are none of the connector's, or hold what its form would refuse; nothing has changed.</summary>
    public sealed record SettingsDoNotFit(ComparedSettings Compared) : ImportResult;

    /// <summary>Somebody is changing the configuration already; nothing has changed.</summary>
    public sealed record DraftStands : ImportResult;
}

/// <summary>Makes files of configurations, and drafts of files. A file is taken over whole or not at all, and never put in force by that.</summary>
public sealed class ConfigurationImport(MappingDrafts drafts, IConnectionStore connections, SettingsTransfer settings)
{
    /// <summary>A version's configuration, and the settings as they are now.</summary>
    /// <exception cref="AccessDeniedException">When the user is no administrator.</exception>
    public async Task<ConfigurationFile> ExportAsync(UserContext user, Guid connectionId, int? version, CancellationToken cancellationToken)
    {
        var connection = (await drafts.OpenAsync(user, connectionId, cancellationToken)).Connection;
        var chosen = version ?? connection.MappingVersion;
        var document = await connections.GetMappingAsync(connectionId, chosen, cancellationToken);
        return new ConfigurationFile(
            ConfigurationFile.CurrentFormat, connection.ConnectorId, connection.Name, chosen, document.Actors, await settings.ExportAsync(connectionId, cancellationToken));
    }

    /// <param name="seen">The draft that it takes the place of; null: there is none.</param>
    /// <exception cref="AccessDeniedException">When the user is no administrator.</exception>
    /// <exception cref="Connectors.ConnectorException">When the ERP never said what it offers, or the connector what settings it has.</exception>
    public async Task<ImportResult> ImportAsync(UserContext user, Guid connectionId, ReadOnlyMemory<byte> bytes, long? seen, CancellationToken cancellationToken)
    {
        var opened = await drafts.OpenAsync(user, connectionId, cancellationToken);
        var read = ConfigurationFile.Read(bytes.Span);
        if (read is not ReadFile.Read { File: var file })
        {
            return new ImportResult.Unreadable(read);
        }

        if (!string.Equals(file.Connector, opened.Connection.ConnectorId, StringComparison.Ordinal))
        {
            return new ImportResult.OtherConnector(file.Connector);
        }

        var compared = file.Settings is { } inFile ? await settings.CompareAsync(connectionId, inFile, cancellationToken) : null;
        if (compared is { Strangers.Count: > 0 } or { Faults.Count: > 0 })
        {
            return new ImportResult.SettingsDoNotFit(compared);
        }

        var systems = await drafts.DescribeAsync(opened.Connection, cancellationToken);
        var document = new MappingDocument(file.Actors);
        if (MappingCheck.Faults(document, systems) is { Count: > 0 } faults)
        {
            return new ImportResult.DoesNotFit(faults, systems);
        }

        if (opened.Draft?.RowVersion != seen)
        {
            return new ImportResult.DraftStands();
        }

        var inForce = await connections.GetMappingAsync(connectionId, opened.Connection.MappingVersion, cancellationToken);
        var onThis = opened with { Draft = opened.Draft is null ? null : opened.Draft with { BaseVersion = opened.Connection.MappingVersion } };
        return await drafts.SaveAsync(user, onThis, document, seen, cancellationToken) is { } draft
            ? new ImportResult.Taken(draft, MappingDifferences.Between(inForce, document), compared?.Differences ?? [])
            : new ImportResult.DraftStands();
    }
}
