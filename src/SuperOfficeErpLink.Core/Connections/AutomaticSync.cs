namespace SuperOfficeErpLink.Core.Connections;

/// <summary>Why no scheduled runs are made.</summary>
public enum SyncOffReason
{
    /// <summary>An administrator turned it off.</summary>
    Administrator,

    /// <summary>The database is older than what this installation has done: it was restored from a backup.</summary>
    Restored,

    /// <summary>The database runs in another place than before: a copy, or moved.</summary>
    OtherPlace,
}

/// <summary>Scheduled runs for the whole installation.</summary>
/// <param name="By">Who turned it off; null for the product itself.</param>
/// <param name="Before">Where it ran before, or when the database was last marked; by the reason.</param>
/// <param name="Now">Where it runs now, or when the file beside it was.</param>
public sealed record AutomaticSync(bool IsOn, SyncOffReason? Reason = null, string? By = null, DateTimeOffset? At = null, string? Before = null, string? Now = null)
{
    public static AutomaticSync On { get; } = new(true);
}

public interface IAutomaticSyncStore
{
    Task<AutomaticSync> GetAsync(CancellationToken cancellationToken);

    /// <summary>With its audit entry in the same transaction; nothing happens when it is so already.</summary>
    Task SetAsync(bool on, string by, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>Where an installation runs.</summary>
/// <param name="Machine">Its name, or what the setting says instead.</param>
/// <param name="Data">The data directory, or what the database is connected to by.</param>
/// <param name="Environment">ASPNETCORE_ENVIRONMENT.</param>
public sealed record InstallationPlace(string Machine, string Data, string Environment)
{
    public override string ToString() => $"{Machine} · {Data} · {Environment}";
}

/// <summary>How far an installation has come; kept in the database and, written after it, in a file beside it.</summary>
public sealed record InstallationMark(long Count, DateTimeOffset At);

/// <summary>What a start finds.</summary>
public abstract record StartVerdict
{
    private StartVerdict()
    {
    }

    public sealed record AsBefore : StartVerdict;

    public sealed record Restored(InstallationMark Database, InstallationMark File) : StartVerdict;

    public sealed record OtherPlace(InstallationPlace Before, InstallationPlace Now) : StartVerdict;
}

/// <summary>
/// Whether the database was restored from a backup, or runs elsewhere than before. The database is marked before the file, each durably: whenever a
/// process ends, the database is as far as the file or one ahead, never behind. Pure.
/// </summary>
public static class StartCheck
{
    /// <param name="database">Null: it was never marked, for it is new; whatever a file from before says.</param>
    /// <param name="file">Null: there is none, as after the first start.</param>
    /// <param name="before">Where it ran last; null: not known.</param>
    public static StartVerdict Judge(InstallationMark? database, InstallationMark? file, InstallationPlace? before, InstallationPlace now) =>
        file is not null && database is not null && database.Count < file.Count ? new StartVerdict.Restored(database, file)
            : before is not null && before != now ? new StartVerdict.OtherPlace(before, now)
            : new StartVerdict.AsBefore();

    /// <summary>The mark that a start, or a process that goes on, sets next.</summary>
    public static InstallationMark Next(InstallationMark? database, InstallationMark? file, DateTimeOffset now) =>
        new(Math.Max(database?.Count ?? 0, file?.Count ?? 0) + 1, now);
}
