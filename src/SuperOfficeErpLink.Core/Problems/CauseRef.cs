using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Problems;

/// <summary>What a cause of problems is found by.</summary>
public abstract record CauseRef
{
    private CauseRef()
    {
    }

    /// <summary>Something that stopped fields or records.</summary>
    public sealed record Stored(long ProblemId) : CauseRef;

    /// <summary>What nobody did wrong and is still not done.</summary>
    public sealed record Waiting(Guid ConnectionId, WaitingKind Kind) : CauseRef;
}

/// <summary>What waits and goes on by itself. The numbers are stored.</summary>
public enum WaitingKind
{
    /// <summary>Approved writes that the ERP did not take yet.</summary>
    WritesToErp = 1,

    /// <summary>Approved writes that the CRM did not take yet.</summary>
    WritesToCrm = 2,

    /// <summary>Records that a run left to the next one.</summary>
    NextRun = 3,

    /// <summary>Saves of which a system has not said how far they came.</summary>
    Saves = 4,
}

public static class WaitingCauses
{
    public static string KeyOf(WaitingKind kind) => kind switch
    {
        WaitingKind.WritesToErp => "waits-erp",
        WaitingKind.WritesToCrm => "waits-crm",
        WaitingKind.NextRun => "next-run",
        _ => "save-waits",
    };

    /// <summary>A system that does not answer is waited for; what a run left, the product takes up itself.</summary>
    public static ProblemOwner OwnerOf(WaitingKind kind) => kind == WaitingKind.NextRun ? ProblemOwner.Us : ProblemOwner.Erp;
}
