using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Storage.Model;

public sealed class LinkRow
{
    public long Id { get; set; }

    public Guid ConnectionId { get; set; }

    public EntityType EntityType { get; set; }

    public long EntityId { get; set; }

    public ActorType ActorType { get; set; }

    public string KeySpace { get; set; } = "";

    public string ErpKey { get; set; } = "";

    public long? ParentLinkId { get; set; }

    public LinkState State { get; set; }

    /// <summary>Encoded base pairs, format byte first.</summary>
    public byte[] Snapshot { get; set; } = [];

    /// <summary>The mapping version the snapshot's order comes from.</summary>
    public int SnapshotMapping { get; set; }

    public string? CrmVersion { get; set; }

    public string? ErpVersion { get; set; }

    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>The user who made the link.</summary>
    public string? LinkedBy { get; set; }

    public DateTimeOffset? LinkedAt { get; set; }

    /// <summary>What the ERP tab showed last, as JSON.</summary>
    public string? LastShown { get; set; }

    public long RowVersion { get; set; }
}

/// <summary>Who may write to an entity right now.</summary>
public sealed class ClaimRow
{
    public EntityType EntityType { get; set; }

    public long EntityId { get; set; }

    public Guid Owner { get; set; }

    /// <summary>Grows with every taking, so that a paused owner finds itself fenced out.</summary>
    public long Epoch { get; set; }

    public DateTimeOffset Until { get; set; }

    /// <summary>Shown to whoever waits.</summary>
    public string OwnerName { get; set; } = "";

    /// <summary>The run it was taken for; the run's next process takes it over at once.</summary>
    public long? RunId { get; set; }
}

/// <summary>A Save on its way, one per connection; open until it is finished.</summary>
public sealed class OperationRow
{
    public Guid Id { get; set; }

    public string Kind { get; set; } = "";

    public Guid ConnectionId { get; set; }

    public EntityType EntityType { get; set; }

    public long EntityId { get; set; }

    public string UserId { get; set; } = "";

    public string UserName { get; set; } = "";

    public bool Open { get; set; }

    public OperationStep Step { get; set; }

    public long Epoch { get; set; }

    public string Json { get; set; } = "{}";

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>How it ended, for people.</summary>
    public string? Outcome { get; set; }

    /// <summary>Not before this: a side could not be asked how far it came.</summary>
    public DateTimeOffset? NextTry { get; set; }

    public int Attempts { get; set; }
}

/// <summary>One planned or performed write of one field: plan, intent and history in one.</summary>
public sealed class ChangeRow
{
    public long Id { get; set; }

    public Guid ConnectionId { get; set; }

    public long? LinkId { get; set; }

    public EntityType EntityType { get; set; }

    public long EntityId { get; set; }

    public Side Side { get; set; }

    /// <summary>The written side's field key.</summary>
    public string Field { get; set; } = "";

    public string CrmField { get; set; } = "";

    public string ErpField { get; set; } = "";

    /// <summary>As re-read before the write.</summary>
    public string? Old { get; set; }

    public string? Sent { get; set; }

    /// <summary>What the other side held: with the written value it makes the new base.</summary>
    public string? Source { get; set; }

    /// <summary>What the side answered that it holds now.</summary>
    public string? Stored { get; set; }

    public ChangeState State { get; set; }

    public string Cause { get; set; } = "";

    public long? RunId { get; set; }

    public Guid? OperationId { get; set; }

    public string? UserId { get; set; }

    public int MappingVersion { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>For a Crm edit that the ERP replaced: shown on the tab until someone says so.</summary>
    public bool ShownUntilDismissed { get; set; }
}

public sealed class RetryRow
{
    public long LinkId { get; set; }

    public Guid ConnectionId { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>The whole record is to be decided again by the next run, not only its approved writes sent.</summary>
    public bool WholeRecord { get; set; }
}

/// <summary>Both sides changed to values that do not agree. Its field and values are those it was shown with.</summary>
public sealed class ConflictRow
{
    public long LinkId { get; set; }

    /// <summary>CRM field and ERP field with a vertical bar between.</summary>
    public string FieldPair { get; set; } = "";

    public Guid ConnectionId { get; set; }

    public ConflictKind Kind { get; set; }

    public DifferenceClass DiffClass { get; set; }

    public string? CrmValue { get; set; }

    public string? ErpValue { get; set; }

    public string? BaseCrm { get; set; }

    public string? BaseErp { get; set; }

    public DateTimeOffset Since { get; set; }

    /// <summary>When it got the values it has: a choice holds only for those its user was shown.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>The run that found it.</summary>
    public long? RunId { get; set; }
}

/// <summary>One cause; the records behind it are <see cref="ProblemRecordRow"/>.</summary>
public sealed class ProblemRow
{
    public long Id { get; set; }

    public Guid ConnectionId { get; set; }

    public string CauseKey { get; set; } = "";

    public ProblemOwner Owner { get; set; }

    public DateTimeOffset First { get; set; }

    public DateTimeOffset Last { get; set; }

    public int Count { get; set; }

    public DateTimeOffset? NextTry { get; set; }
}

public sealed class ProblemRecordRow
{
    public long ProblemId { get; set; }

    public long LinkId { get; set; }

    /// <summary>Field pair; empty when the whole record is meant.</summary>
    public string Field { get; set; } = "";

    /// <summary>Of the value and mapping version that were refused: they are not sent again until one of them changes.</summary>
    public string? ParkedHash { get; set; }

    /// <summary>What the other system said of this record in its own words, as JSON of a <see cref="LocalText"/>, where it said anything.</summary>
    public string? Detail { get; set; }

    /// <summary>The run that found it.</summary>
    public long? RunId { get; set; }
}

public sealed class DraftRow
{
    public string UserId { get; set; } = "";

    public EntityType EntityType { get; set; }

    public long EntityId { get; set; }

    /// <summary>The draft, as JSON of <see cref="Draft"/>.</summary>
    public string Json { get; set; } = "{}";

    /// <summary>Changes with every change of the draft; a Save names the one it saw.</summary>
    public Guid Token { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>Who changed what setting.</summary>
public sealed class AuditRow
{
    public long Id { get; set; }

    public DateTimeOffset At { get; set; }

    public string By { get; set; } = "";

    public string What { get; set; } = "";

    public string Subject { get; set; } = "";

    /// <summary>The connection it is about; null where it is about none.</summary>
    public Guid? ConnectionId { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }
}

/// <summary>Facts about this installation by name (demo made, environment).</summary>
public sealed class InstallationRow
{
    public string Key { get; set; } = "";

    public string Value { get; set; } = "";
}

public sealed class DataProtectionKeyRow
{
    public int Id { get; set; }

    public string FriendlyName { get; set; } = "";

    public string Xml { get; set; } = "";
}
