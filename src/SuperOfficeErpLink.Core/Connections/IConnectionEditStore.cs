using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>A connection as administrators edit it.</summary>
/// <param name="Waiting">Tested settings that come into force when no run works with the others; null: none.</param>
/// <param name="DeletedAt">Null: it is not deleted.</param>
public sealed record ConnectionDetails(
    Connection Connection, string Description, SyncSchedule Schedule, Settings? Waiting, DateTimeOffset? DeletedAt, long RowVersion, int Links)
{
    /// <summary>What its form begins with.</summary>
    public Settings Editable => Waiting ?? Connection.Settings;
}

/// <summary>Settings parted by whether they are secret.</summary>
public sealed record SplitSettings(IReadOnlyDictionary<string, string> Plain, IReadOnlyDictionary<string, string> Secret)
{
    public static SplitSettings Of(Settings settings, IReadOnlySet<string> secretKeys) => new(
        settings.Keys.Where(key => settings[key] is not null && !secretKeys.Contains(key)).ToDictionary(key => key, key => settings[key]!, StringComparer.Ordinal),
        settings.Keys.Where(key => settings[key] is not null && secretKeys.Contains(key)).ToDictionary(key => key, key => settings[key]!, StringComparer.Ordinal));
}

/// <summary>A connection to be made.</summary>
/// <param name="Identity">What the test spoke to; null: not tested.</param>
/// <param name="CopyOf">Whose access the new one gets; null: everyone may use it.</param>
public sealed record NewConnection(
    Guid Id, string ConnectorId, string Name, string Description, SplitSettings Settings, string? Identity, MappingDocument Mapping, bool AutomaticSync, SyncSchedule Schedule,
    Guid? CopyOf);

/// <summary>What is to become of a connection.</summary>
/// <param name="Settings">Null: they stay.</param>
/// <param name="Identity">What the test of the settings spoke to; null: they were not tested, and the connection becomes inactive.</param>
public sealed record ConnectionChange(long RowVersion, string Name, string Description, SplitSettings? Settings, string? Identity);

/// <summary>What came of an edit.</summary>
public abstract record EditOutcome
{
    private EditOutcome()
    {
    }

    public sealed record Saved(Guid Id) : EditOutcome;

    /// <summary>The settings come into force when the run has ended.</summary>
    public sealed record WaitsForRun(Guid Id, long RunId) : EditOutcome;

    /// <summary>Somebody changed the connection meanwhile.</summary>
    public sealed record Stale : EditOutcome;

    public sealed record NameTaken : EditOutcome;

    public sealed record NameMissing : EditOutcome;

    public sealed record TooLong(string Field) : EditOutcome;

    /// <summary>Exactly these settings passed no test.</summary>
    public sealed record NotTested : EditOutcome;

    /// <summary>The settings lead to another ERP client, and records are linked to the one they led to.</summary>
    public sealed record OtherClient(int Links) : EditOutcome;

    public sealed record Gone : EditOutcome;
}

/// <summary>Who changes something, and when.</summary>
public readonly record struct Editor(string Name, DateTimeOffset At);

/// <summary>Connections as administrators edit them. Every change is one transaction with its audit entry; no entry holds a secret.</summary>
public interface IConnectionEditStore
{
    /// <summary>By rank; the deleted ones where <paramref name="deleted"/>, the latest first.</summary>
    Task<IReadOnlyList<ConnectionDetails>> ListAsync(bool deleted, CancellationToken cancellationToken);

    /// <summary>Also a deleted one.</summary>
    Task<ConnectionDetails?> FindAsync(Guid id, CancellationToken cancellationToken);

    Task<EditOutcome> AddAsync(NewConnection connection, Editor by, CancellationToken cancellationToken);

    /// <summary>While a run works with the settings in force, new ones wait.</summary>
    Task<EditOutcome> SaveAsync(Guid id, ConnectionChange change, Editor by, CancellationToken cancellationToken);

    Task<EditOutcome> SaveScheduleAsync(Guid id, long rowVersion, bool automatic, SyncSchedule schedule, Editor by, CancellationToken cancellationToken);

    /// <summary>It is switched off and no longer shown; all its rows stay.</summary>
    Task<bool> DeleteAsync(Guid id, Editor by, CancellationToken cancellationToken);

    /// <summary>It comes back switched off, under a name of its own.</summary>
    Task<bool> RestoreAsync(Guid id, Editor by, CancellationToken cancellationToken);

    /// <summary>One place up or down in the order of connections; nothing happens at its ends.</summary>
    Task<bool> MoveAsync(Guid id, bool up, Editor by, CancellationToken cancellationToken);

    /// <summary>The client that a connection speaks to; it stays as it is while records are linked.</summary>
    Task LearnIdentityAsync(Guid id, string identity, CancellationToken cancellationToken);

    /// <summary>Settings that wait come into force where no run works any more.</summary>
    Task<int> SwapWaitingAsync(CancellationToken cancellationToken);
}
