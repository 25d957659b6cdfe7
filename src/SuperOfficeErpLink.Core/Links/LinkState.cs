namespace SuperOfficeErpLink.Core.Links;

/// <summary>Where a link stands.</summary>
public enum LinkState
{
    /// <summary>Held for a Save that is on its way; becomes Active or is released.</summary>
    Reserved = 1,
    Active = 2,
}
