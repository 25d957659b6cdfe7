using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>A pair of fields in the histories, and how much of it each side holds.</summary>
/// <param name="Group">Decided whole with the others of that name.</param>
/// <param name="Items">Of a list: which items mean the same.</param>
internal sealed record Field(
    string Crm, string Erp, int CrmLength, int ErpLength, string? Group = null, (string Crm, string Erp)[]? Items = null, bool ErpIsReadOnly = false)
{
    public static readonly Field Name = new("name", "name", 100, 60);
    public static readonly Field Number = new("number", "no", 50, 20, ErpIsReadOnly: true);
    public static readonly Field Phone = new("phone", "phone", 40, 30);
    public static readonly Field Web = new("web", "web", 100, 80);
    public static readonly Field Street = new("street", "street", 80, 50, "address");
    public static readonly Field City = new("city", "city", 60, 40, "address");
    public static readonly Field Term = new("paymentterm", "payment_term", 0, 0, Items: [("net8", "N8"), ("net14", "N14")]);

    /// <summary>In the order that <see cref="Record"/> has.</summary>
    public static readonly IReadOnlyList<Field> All = [Name, Number, Phone, Web, Street, City, Term];

    /// <summary>What people edit.</summary>
    public static readonly IReadOnlyList<Field> Edited = [Phone, Web, Street, City, Term, Number];

    private int index = -1;

    public int Index => index >= 0 ? index : index = Array.FindIndex([.. All], one => one.Crm == Crm);

    /// <summary>The field that a side calls so.</summary>
    public static Field Of(Side side, string name) => All.Single(one => (side == Side.Crm ? one.Crm : one.Erp) == name);

    public bool Equals(Field? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Crm);

    /// <summary>A small alphabet: blank, one, the same in another form, another, and one that only the CRM can hold.</summary>
    public string Value(Side side, Letter letter) => (letter, Items) switch
    {
        (Letter.Blank, _) => "",
        (Letter.Odd, not null) => side == Side.Crm ? "net30" : "N30",
        (Letter.One, { } items) => side == Side.Crm ? items[0].Crm : items[0].Erp,
        (_, { } items) => side == Side.Crm ? items[1].Crm : items[1].Erp,
        (Letter.Odd, _) => new string('x', side == Side.Crm ? ErpLength + 5 : ErpLength),
        (Letter.One, _) => "a",
        (Letter.OneInOtherForm, _) => "A",
        _ => "bbb",
    };

    public override string ToString() => Crm;
}

internal enum Letter
{
    Blank,
    One,
    OneInOtherForm,
    Other,

    /// <summary>Too long for the ERP, or a list item that has no counterpart.</summary>
    Odd,
}
