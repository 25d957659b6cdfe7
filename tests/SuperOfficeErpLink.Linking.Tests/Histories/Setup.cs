using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>How a field or a group of fields is synced.</summary>
internal sealed record Policy(Direction Direction, WhenBlank WhenBlank, OnConflict OnConflict)
{
    public static Policy OwnedByErp { get; } = new(Direction.ErpToCrm, WhenBlank.Clears, OnConflict.Ask);

    public override string ToString() => $"{Direction}/{WhenBlank}/{OnConflict}";
}

/// <summary>One version of a connection's configuration.</summary>
/// <param name="MapsPhone">Phone numbers are shared at all.</param>
/// <param name="MapsWeb">Web addresses are.</param>
internal sealed record Setup(Policy Phone, Policy Web, Policy Address, Policy Term, bool MapsPhone, bool MapsWeb)
{
    private IReadOnlyList<Field>? fields;
    private IReadOnlyList<IReadOnlyList<Field>>? groups;

    public IReadOnlyList<Field> Fields => fields ??= [.. Field.All.Where(one => (MapsPhone || one != Field.Phone) && (MapsWeb || one != Field.Web))];

    /// <summary>Fields that are decided together; most are alone.</summary>
    public IReadOnlyList<IReadOnlyList<Field>> Groups => groups ??= [.. Fields.GroupBy(one => one.Group ?? one.Crm).Select(group => group.ToList())];

    /// <summary>The same with a rule for conflicts of a field; one made in an address is the whole address's.</summary>
    public Setup With(Field field, OnConflict rule) =>
        field == Field.Phone ? new(Phone with { OnConflict = rule }, Web, Address, Term, MapsPhone, MapsWeb)
        : field == Field.Web ? new(Phone, Web with { OnConflict = rule }, Address, Term, MapsPhone, MapsWeb)
        : field == Field.Term ? new(Phone, Web, Address, Term with { OnConflict = rule }, MapsPhone, MapsWeb)
        : field.Group is not null ? new(Phone, Web, Address with { OnConflict = rule }, Term, MapsPhone, MapsWeb)
        : throw new ArgumentOutOfRangeException(nameof(field), field, "Its policy is always the same.");

    public Policy Of(Field field) =>
        field == Field.Number ? Policy.OwnedByErp
        : field == Field.Name ? new Policy(Direction.Both, WhenBlank.Clears, OnConflict.Ask)
        : field == Field.Phone ? Phone
        : field == Field.Web ? Web
        : field == Field.Term ? Term
        : Address;

    public MappingDocument ToDocument() => new([new ActorMapping(ActorType.Customer, Enabled: true, [.. Fields.Select(ToMapping)])]);

    public override string ToString() => $"phone {(MapsPhone ? Phone : "-")}, web {(MapsWeb ? Web : "-")}, address {Address}, term {Term}";

    private FieldMapping ToMapping(Field field)
    {
        var policy = Of(field);
        return new FieldMapping(
            field.Erp, field.Crm, policy.Direction, field.Items is null ? FieldType.Text : FieldType.List, WhenBlank: policy.WhenBlank, OnConflict: policy.OnConflict,
            Group: field.Group, List: field.Items is { } items ? new ListMapping([.. items.Select(item => new ListMappingItem(item.Crm, item.Erp))]) : null);
    }
}
