namespace SuperOfficeErpLink.Storage.Model;

public sealed class ConnectionRow
{
    public Guid Id { get; set; }

    public string ConnectorId { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Lower goes first.</summary>
    public int Rank { get; set; }

    public bool Active { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Settings that are not secret, as JSON.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>Secret settings, protected; bound to their target.</summary>
    public byte[]? Secrets { get; set; }

    /// <summary>What the first session said it speaks to; null until then.</summary>
    public string? Identity { get; set; }

    /// <summary>The mapping version in force.</summary>
    public int MappingVersion { get; set; }

    /// <summary>Scheduled runs are made for it.</summary>
    public bool AutomaticSync { get; set; }

    /// <summary>The next run that would write shows its list first.</summary>
    public bool ShowsNextRun { get; set; }

    public long RowVersion { get; set; }
}

public sealed class ConnectionHealthRow
{
    public Guid ConnectionId { get; set; }

    public string? FailureKind { get; set; }

    public string? Message { get; set; }

    public DateTimeOffset? FailingSince { get; set; }

    public DateTimeOffset? LastSuccess { get; set; }

    public DateTimeOffset? NextTry { get; set; }

    public int Failures { get; set; }

    /// <summary>The day (UTC) that the calls are of.</summary>
    public DateOnly? CallsDay { get; set; }

    public int Calls { get; set; }
}

public sealed class AccessRow
{
    public long Id { get; set; }

    public Guid ConnectionId { get; set; }

    /// <summary>Everyone, User or Group.</summary>
    public string Kind { get; set; } = "";

    /// <summary>User id or group name; empty for everyone.</summary>
    public string PrincipalId { get; set; } = "";

    public bool CanConnect { get; set; }

    public bool CanCreate { get; set; }
}

/// <summary>What the ERP said it offers, as last read.</summary>
public sealed class MetadataRow
{
    public Guid ConnectionId { get; set; }

    public string Description { get; set; } = "{}";

    public DateTimeOffset ReadAt { get; set; }
}

/// <summary>A connection's whole configuration; never changed once written.</summary>
public sealed class MappingVersionRow
{
    public Guid ConnectionId { get; set; }

    public int Version { get; set; }

    public DateTimeOffset At { get; set; }

    public string By { get; set; } = "";

    public string Why { get; set; } = "";

    public string Json { get; set; } = "{}";
}
