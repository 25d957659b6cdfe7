namespace SuperOfficeErpLink.Core.Links;

/// <summary>The step of a Save that was last finished. A crash continues from the next one.</summary>
public enum OperationStep
{
    /// <summary>Link reserved, changes stored; nothing has been sent anywhere.</summary>
    Reserved = 1,

    /// <summary>
    /// Both sides were read again and still held what the user saw, and sending may have begun. How far it came stands in the states of
    /// the operation's changes.
    /// </summary>
    Checked = 2,

    /// <summary>Snapshot and states stored, draft gone.</summary>
    Finished = 3,

    /// <summary>The reservation was given back; the draft is kept.</summary>
    Released = 4,

    /// <summary>
    /// An actor may have been asked for in the ERP, and its key is not known. What became of it is found out before anything is repeated.
    /// </summary>
    CreateSent = 5,

    /// <summary>The actor stands in the ERP and its key is stored.</summary>
    Created = 6,
}
