using SuperOfficeErpLink.Connectors;

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

    /// <summary>What an administrator wrote about it.</summary>
    public string Description { get; set; } = "";

    /// <summary>Scheduled runs are made for it.</summary>
    public bool AutomaticSync { get; set; }

    /// <summary>Minutes between two runs over what changed.</summary>
    public int IntervalMinutes { get; set; } = 5;

    /// <summary>When the run over everything starts: minutes after midnight, the server's local time.</summary>
    public int NightlyAt { get; set; } = 120;

    /// <summary>No scheduled run starts between these two, minutes after midnight, the server's local time; null: at any time.</summary>
    public int? QuietFrom { get; set; }

    public int? QuietTo { get; set; }

    /// <summary>Settings that were tested and take the place of the ones in force when no run works with those; as JSON, without secrets.</summary>
    public string? NextSettings { get; set; }

    /// <summary>Secrets of <see cref="NextSettings"/>, protected.</summary>
    public byte[]? NextSecrets { get; set; }

    /// <summary>The next run that would write shows its list first.</summary>
    public bool ShowsNextRun { get; set; }

    /// <summary>The dry run whose writes an administrator approved by publishing; none of them stops the next run.</summary>
    public long? ApprovedRunId { get; set; }

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

    /// <summary>User id or group id; empty for everyone.</summary>
    public string PrincipalId { get; set; } = "";

    public bool CanConnect { get; set; }

    public bool CanCreate { get; set; }
}

/// <summary>What someone entered in a settings form, until the next post.</summary>
public sealed class EnteredSettingsRow
{
    public string Token { get; set; } = "";

    public string UserId { get; set; } = "";

    public DateTimeOffset At { get; set; }

    /// <summary>Protected: there are secrets among it.</summary>
    public byte[] Content { get; set; } = [];
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

/// <summary>A connection's configuration as it is being changed; at most one per connection.</summary>
public sealed class MappingDraftRow
{
    public Guid ConnectionId { get; set; }

    /// <summary>The version it was made from; with another one in force it cannot be published as it stands.</summary>
    public int BaseVersion { get; set; }

    public string Json { get; set; } = "{}";

    /// <summary>Who changed it last, and when.</summary>
    public string By { get; set; } = "";

    public DateTimeOffset At { get; set; }

    public long RowVersion { get; set; }
}

/// <summary>What a dry run found about one field of one link. It holds values, and goes with its run's draft.</summary>
public sealed class DryRunFindingRow
{
    public long RunId { get; set; }

    public long LinkId { get; set; }

    public ActorType ActorType { get; set; }

    public string FieldPair { get; set; } = "";

    /// <summary>A number of <see cref="Core.Mapping.FindingKind"/>.</summary>
    public Core.Mapping.FindingKind Kind { get; set; }

    public string? Crm { get; set; }

    public string? Erp { get; set; }

    /// <summary>What would be written; null where nothing would.</summary>
    public string? New { get; set; }

    /// <summary>Why it cannot go over, where it cannot.</summary>
    public Core.Comparison.CannotHold Reason { get; set; }
}
