namespace SuperOfficeErpLink.Core.Sync;

/// <summary>The life of one write of one field.</summary>
public enum ChangeState
{
    /// <summary>Approved, not sent yet.</summary>
    Planned = 1,

    /// <summary>Stored before it is sent; after a crash it is settled by a direct read.</summary>
    Sending = 2,

    /// <summary>The other system holds it.</summary>
    Done = 3,

    /// <summary>The other system refused it.</summary>
    Rejected = 4,

    /// <summary>The record had changed meanwhile; nothing was written.</summary>
    Stale = 5,

    /// <summary>Sent, the answer was lost; settled by a direct read.</summary>
    Unknown = 6,

    /// <summary>Given up before anything was sent.</summary>
    Dropped = 7,
}
