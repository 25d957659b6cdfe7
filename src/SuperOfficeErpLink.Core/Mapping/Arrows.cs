using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>Why values cannot go to a side.</summary>
public enum ArrowBar
{
    None = 0,

    /// <summary>No CRM field is chosen.</summary>
    NoCrmField = 1,

    /// <summary>The ERP has no such field any more.</summary>
    ErpFieldGone = 2,

    /// <summary>The CRM has no such field any more.</summary>
    CrmFieldGone = 3,

    /// <summary>The field that would be written cannot be.</summary>
    ReadOnly = 4,

    /// <summary>The field that would be written is of a type that cannot hold the values.</summary>
    Type = 5,
}

/// <summary>The two arrows of a field mapping, each on, off, or barred with the reason. Pure.</summary>
public static class Arrows
{
    public static ArrowBar Bar(FieldMapping field, FieldInfo? erp, FieldInfo? crm, Side target)
    {
        if (field.Crm is null)
        {
            return ArrowBar.NoCrmField;
        }

        if (erp is null || crm is null)
        {
            return erp is null ? ArrowBar.ErpFieldGone : ArrowBar.CrmFieldGone;
        }

        var (from, to) = target == Side.Crm ? (erp, crm) : (crm, erp);
        return to.Access == FieldAccess.ReadOnly ? ArrowBar.ReadOnly : FieldTypes.CanCarry(from.Type, to.Type) ? ArrowBar.None : ArrowBar.Type;
    }

    /// <summary>The direction lets values reach that side.</summary>
    public static bool Reaches(this Direction direction, Side target) =>
        direction == Direction.Both || direction == (target == Side.Crm ? Direction.ErpToCrm : Direction.CrmToErp);

    /// <summary>The direction of two arrows.</summary>
    public static Direction Of(bool toCrm, bool toErp) => (toCrm, toErp) switch
    {
        (true, true) => Direction.Both,
        (true, false) => Direction.ErpToCrm,
        (false, true) => Direction.CrmToErp,
        _ => Direction.None,
    };
}
