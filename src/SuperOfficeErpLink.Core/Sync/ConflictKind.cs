namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Why a field waits for a person.</summary>
public enum ConflictKind
{
    /// <summary>Both sides changed since they last agreed.</summary>
    BothChanged = 1,

    /// <summary>They differ and have never agreed.</summary>
    NeverAgreed = 2,

    /// <summary>One side was emptied and the field asks before it clears the other.</summary>
    Cleared = 3,

    /// <summary>A write was interrupted and the field holds neither the old nor the sent value.</summary>
    InterruptedWrite = 4,
}

/// <summary>How far apart two values are.</summary>
public enum DifferenceClass
{
    /// <summary>Case and spaces only.</summary>
    CaseOrSpaces = 1,
    OneSideBlank = 2,
    Different = 3,

    /// <summary>One phone number, written in two ways.</summary>
    PhoneForm = 4,
    PostcodeForm = 5,
    OrganisationNumberForm = 6,
    UrlForm = 7,
}

/// <summary>Who can remove a problem.</summary>
public enum ProblemOwner
{
    User = 1,
    Administrator = 2,
    Erp = 3,

    /// <summary>A fault of ours.</summary>
    Us = 4,
}
