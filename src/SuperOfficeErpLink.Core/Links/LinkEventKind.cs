namespace SuperOfficeErpLink.Core.Links;

/// <summary>What happened to a link as a whole. The numbers are stored.</summary>
public enum LinkEventKind
{
    Linked = 1,
    Unlinked = 2,

    /// <summary>Its actor got another key in the ERP: the same record, so its history and its base go on.</summary>
    Renumbered = 3,

    /// <summary>Its CRM record was merged into another one, which has the link now.</summary>
    Moved = 4,
}
