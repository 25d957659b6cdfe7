namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>A CRM field and the ERP field it is mapped to.</summary>
public readonly record struct FieldPair(string Crm, string Erp)
{
    /// <summary>As stored in keys and form fields; field keys hold no vertical bar.</summary>
    public override string ToString() => $"{Crm}|{Erp}";

    public static FieldPair? Parse(string? text) =>
        text?.Split('|') is [var crm, var erp] ? new FieldPair(crm, erp) : null;
}
