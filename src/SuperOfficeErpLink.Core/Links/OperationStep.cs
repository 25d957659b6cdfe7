namespace SuperOfficeErpLink.Core.Links;

/// <summary>The step of a Save that was last finished. A crash continues from the next one.</summary>
public enum OperationStep
{
    /// <summary>Link reserved, changes stored; nothing has been sent anywhere.</summary>
    Reserved = 1,

    /// <summary>Both sides were read again and still held what the user saw.</summary>
    Checked = 2,

    /// <summary>The ERP has answered; its outcome is stored.</summary>
    ErpDone = 3,

    /// <summary>The CRM has answered, or its part is left to be retried.</summary>
    CrmDone = 4,

    /// <summary>Snapshot and states stored, draft gone.</summary>
    Finished = 5,

    /// <summary>The reservation was given back; the draft is kept.</summary>
    Released = 6,
}
