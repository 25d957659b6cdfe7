namespace SuperOfficeErpLink.Core.Comparison;

/// <summary>A value as the other side would write it, or why that side cannot hold it.</summary>
public readonly record struct Carried(string? Text, CannotHold Reason)
{
    public bool IsHeld => Text is not null;

    public static Carried As(string text) => new(text, CannotHold.None);

    public static Carried Not(CannotHold reason) => new(null, reason);
}

/// <summary>Why a side cannot hold a value. Such a value is never cut, emptied or replaced by us.</summary>
public enum CannotHold
{
    None = 0,
    TooLong = 1,
    TooPrecise = 2,
    WrongType = 3,

    /// <summary>A list item with no row in the list mapping.</summary>
    ListItemUnmapped = 4,

    /// <summary>A blank in a mandatory field.</summary>
    Mandatory = 5,
    ReadOnly = 6,

    /// <summary>Characters outside the field's character set.</summary>
    Characters = 7,
}
