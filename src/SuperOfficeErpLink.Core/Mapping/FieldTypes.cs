using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>Which types of field can be mapped to one another. Pure.</summary>
public static class FieldTypes
{
    /// <summary>Any value of one type can be written in the other, its length and scale apart.</summary>
    public static bool CanCarry(FieldType from, FieldType to) => (from, to) switch
    {
        _ when from == to => true,
        // By the list mapping, which says what text an item is.
        (FieldType.List, FieldType.Text) or (FieldType.Text, FieldType.List) => true,
        (FieldType.List, _) or (_, FieldType.List) => false,
        (_, FieldType.Text) => true,
        (FieldType.Integer, FieldType.Decimal) or (FieldType.Decimal, FieldType.Integer) => true,
        (FieldType.Date, FieldType.DateTime) or (FieldType.DateTime, FieldType.Date) => true,
        _ => false,
    };

    /// <summary>Values can go at least one way.</summary>
    public static bool AreCompatible(FieldType erp, FieldType crm) => CanCarry(erp, crm) || CanCarry(crm, erp);

    /// <summary>The type of a pair: a list on either side makes it one of list items.</summary>
    public static FieldType OfPair(FieldType erp, FieldType crm) => crm == FieldType.List ? FieldType.List : erp;
}
