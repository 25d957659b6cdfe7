namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>A connection's configuration as it is being changed. Nothing happens by it before it is published.</summary>
/// <param name="BaseVersion">The version it was made from.</param>
/// <param name="By">Who changed it last.</param>
/// <param name="RowVersion">Changes with every change, and is no other draft's, not even a later one's of the same connection.</param>
public sealed record MappingDraft(Guid ConnectionId, int BaseVersion, MappingDocument Document, string By, DateTimeOffset At, long RowVersion);

/// <summary>A published version without its configuration.</summary>
public sealed record MappingVersion(int Version, DateTimeOffset At, string By, string Why);

/// <summary>What an administrator puts in force.</summary>
/// <param name="Draft">The draft as it was shown; null for a document that comes from elsewhere.</param>
/// <param name="ApprovedRunId">The dry run whose writes were shown.</param>
public sealed record Publication(
    Guid ConnectionId, int BaseVersion, MappingDocument Document, long? Draft, long? ApprovedRunId, string By, string Why, DateTimeOffset At);

public interface IMappingStore
{
    Task<MappingDraft?> FindDraftAsync(Guid connectionId, CancellationToken cancellationToken);

    /// <summary>Stores a draft over the one that was read.</summary>
    /// <param name="seen">The <see cref="MappingDraft.RowVersion"/> it was changed from; null: there was none.</param>
    /// <returns>Null when somebody else has changed it since, or made one.</returns>
    Task<MappingDraft?> SaveDraftAsync(
        Guid connectionId, int baseVersion, MappingDocument document, long? seen, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>False when somebody else has changed it since.</summary>
    Task<bool> DropDraftAsync(Guid connectionId, long seen, CancellationToken cancellationToken);

    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<MappingVersion>> ListVersionsAsync(Guid connectionId, CancellationToken cancellationToken);

    Task<MappingVersion?> FindVersionAsync(Guid connectionId, int version, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a document the connection's next version and puts it in force, with its audit entry, in one transaction; its draft goes. The next run
    /// shows its list, but for the writes of the approved dry run.
    /// </summary>
    /// <returns>The new version; null when another version is in force by now, or the draft is another one.</returns>
    Task<int?> PublishAsync(Publication publication, CancellationToken cancellationToken);
}
