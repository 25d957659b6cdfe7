using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>Why a configuration cannot be put in force.</summary>
public enum FaultKind
{
    /// <summary>The ERP does not offer the type of actor.</summary>
    TypeGone = 1,
    ErpFieldGone = 2,
    CrmFieldGone = 3,

    /// <summary>A direction without a CRM field.</summary>
    NoCrmField = 4,

    /// <summary>A field that would be written is read-only.</summary>
    ReadOnly = 5,

    /// <summary>A field that would be written cannot hold values of that type.</summary>
    Type = 6,

    /// <summary>Two ERP fields feed one CRM field.</summary>
    CrmFieldFedTwice = 7,

    /// <summary>An ERP field stands there twice.</summary>
    ErpFieldTwice = 8,

    /// <summary>Fields that are decided whole go different ways.</summary>
    GroupDirections = 9,

    /// <summary>Fields that are decided whole settle conflicts, or first values, in different ways.</summary>
    GroupPolicies = 10,

    /// <summary>A list item stands for several others, and none or several of them is marked for writing back.</summary>
    ListItemShared = 11,

    /// <summary>A default for a field that cannot be given a value.</summary>
    DefaultReadOnly = 12,

    /// <summary>A default that its field cannot hold.</summary>
    DefaultValue = 13,

    /// <summary>A mandatory default that neither has a value nor asks for one.</summary>
    DefaultMissing = 14,

    /// <summary>Two defaults for one field.</summary>
    DefaultTwice = 15,
}

/// <param name="Erp">The ERP field; null where the fault is the type's.</param>
/// <param name="Detail">The other field, the group, or the list item it is about.</param>
public sealed record MappingFault(ActorType Actor, string? Erp, FaultKind Kind, string? Detail = null);
