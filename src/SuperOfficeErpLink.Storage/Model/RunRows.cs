using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Storage.Model;

/// <summary>One execution of sync for one connection.</summary>
public sealed class RunRow
{
    public long Id { get; set; }

    public Guid ConnectionId { get; set; }

    public RunKind Kind { get; set; }

    public RunState State { get; set; }

    /// <summary>Queued, running, waiting or braked: at most one such sweep of a kind per connection.</summary>
    public bool Open { get; set; }

    /// <summary>Goes through the connection; one record and selected ones do not, and are never limited.</summary>
    public bool Sweeping { get; set; }

    /// <summary>True from the end of planning: what is planned may be written.</summary>
    public bool Planned { get; set; }

    public bool CancelRequested { get; set; }

    public int MappingVersion { get; set; }

    public string UserId { get; set; } = "";

    /// <summary>Who started it; the product itself for a scheduled run.</summary>
    public string UserName { get; set; } = "";

    /// <summary>The node that took it up last; null where there is only one.</summary>
    public string? Node { get; set; }

    /// <summary>Of the lease it runs under.</summary>
    public long Epoch { get; set; }

    /// <summary>Where planning stands: the actor type being read, and the last link decided.</summary>
    public ActorType AtType { get; set; }

    public long LastLinkId { get; set; }

    /// <summary>Counts of what was done so far, as JSON of <see cref="RunCounts"/>.</summary>
    public string Counts { get; set; } = "{}";

    public DateTimeOffset Queued { get; set; }

    public DateTimeOffset? Started { get; set; }

    public DateTimeOffset? Heartbeat { get; set; }

    /// <summary>Not before this: a system could not be reached.</summary>
    public DateTimeOffset? NextTry { get; set; }

    public int Failures { get; set; }

    public DateTimeOffset? Ended { get; set; }

    /// <summary>Why it waits, stopped or failed, as JSON of a <see cref="LocalText"/>.</summary>
    public string? Message { get; set; }

    /// <summary>What a person ordered, as JSON of <see cref="Core.Runs.RunSubject"/>.</summary>
    public string? Subject { get; set; }

    /// <summary>Why the brake stopped it, as JSON of <see cref="Core.Runs.BrakeVerdict"/>.</summary>
    public string? Brake { get; set; }
}

/// <summary>The links of a run over chosen records, and those a run could not take up yet.</summary>
public sealed class RunTargetRow
{
    public long RunId { get; set; }

    public long LinkId { get; set; }
}

/// <summary>The right to do a piece of work alone; its epoch fences out whoever was paused.</summary>
public sealed class LeaseRow
{
    public string Name { get; set; } = "";

    public Guid Owner { get; set; }

    public long Epoch { get; set; }

    public DateTimeOffset Until { get; set; }
}

/// <summary>How far a change feed was followed.</summary>
public sealed class CursorRow
{
    public Guid ConnectionId { get; set; }

    public Core.Sync.Side Side { get; set; }

    /// <summary>An actor type or an entity type, by its number.</summary>
    public int Type { get; set; }

    public string Value { get; set; } = "";
}

/// <summary>The criteria a user searched with last.</summary>
public sealed class SearchCriteriaRow
{
    public string UserId { get; set; } = "";

    public Guid ConnectionId { get; set; }

    public ActorType ActorType { get; set; }

    /// <summary>As JSON.</summary>
    public string Json { get; set; } = "[]";
}
