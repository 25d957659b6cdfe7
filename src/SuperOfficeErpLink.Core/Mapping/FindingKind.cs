namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>What would become of one field of one link under a draft. The numbers are stored.</summary>
public enum FindingKind
{
    /// <summary>The CRM would get a value.</summary>
    ToCrm = 1,

    /// <summary>The ERP would get a value.</summary>
    ToErp = 2,

    /// <summary>A value in the CRM would be emptied.</summary>
    EmptiesCrm = 3,

    /// <summary>A value in the ERP would be emptied.</summary>
    EmptiesErp = 4,

    /// <summary>Somebody would be asked.</summary>
    Conflict = 5,

    /// <summary>The side to be written cannot hold the value.</summary>
    WillNotFit = 6,

    /// <summary>The value is a list item that is mapped to none.</summary>
    UnmappedItem = 7,

    /// <summary>A side could not tell its value: nobody knows what would become of it.</summary>
    Unknown = 8,
}
