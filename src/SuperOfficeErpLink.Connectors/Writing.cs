namespace SuperOfficeErpLink.Connectors;

/// <summary>One field to write.</summary>
/// <param name="Expected">What it held when the write was decided; not read for a new record.</param>
public sealed record FieldChange(string Field, FieldValue Expected, FieldValue New);

/// <summary>Fields to write on one existing record.</summary>
public sealed record ActorUpdate(string Key, string? ExpectedVersion, IReadOnlyList<FieldChange> Changes);

/// <summary>A record to create; <paramref name="Reference"/> is ours, stored in the ERP where it has a place for it.</summary>
public sealed record NewActor(string Reference, ActorRef? Parent, IReadOnlyList<FieldChange> Values);

/// <summary>Why a field was refused. Field null: the system does not say which.</summary>
public sealed record FieldError(string? Field, LocalText Message);

/// <summary>What became of one record of a write. One record's failure is a value; a session's is a <see cref="ConnectorException"/>.</summary>
public abstract record SaveOutcome
{
    private SaveOutcome()
    {
    }

    /// <param name="Record">As the system holds it after the write, in the order of <c>returning</c>.</param>
    /// <param name="Exact">The values are provably this write's own, not someone else's later ones.</param>
    public sealed record Saved(ErpRecord Record, bool Exact) : SaveOutcome;

    /// <summary>Nothing of this record was written.</summary>
    public sealed record Rejected(IReadOnlyList<FieldError> Errors) : SaveOutcome;

    /// <summary>The record does not exist.</summary>
    public sealed record Missing(string? ReplacedBy) : SaveOutcome;

    /// <summary>The record had changed since it was read; nothing was written.</summary>
    public sealed record Stale(ErpRecord? Current) : SaveOutcome;

    /// <summary>Sent, but the answer was lost: it may or may not have been written.</summary>
    public sealed record Unknown(ConnectorException Cause) : SaveOutcome;

    /// <summary>Provably not sent.</summary>
    public sealed record NotTried(ConnectorException Cause) : SaveOutcome;
}
