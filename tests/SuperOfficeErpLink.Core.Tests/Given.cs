using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests;

/// <summary>The working case of each idea; a test changes the one thing it is about.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    public static readonly EntityRef Acme = new(EntityType.Company, 7);

    public static FieldInfo Field(
        string key, FieldType type = FieldType.Text, int maxLength = 0, int? decimals = null, FieldAccess access = FieldAccess.Normal, string? encoding = null) =>
        new(key, new LocalText(key), null, type, access, maxLength, decimals, null, null, false, null, encoding, 0, []);

    public static FieldMapping Mapping(
        string name, Direction direction = Direction.Both, WhenBlank whenBlank = WhenBlank.Clears, OnConflict onConflict = OnConflict.Ask, string? group = null) =>
        new($"erp-{name}", $"crm-{name}", direction, WhenBlank: whenBlank, OnConflict: onConflict, Group: group);

    public static FieldRule Rule(FieldMapping mapping, FieldInfo? crm = null, FieldInfo? erp = null) =>
        new(mapping, crm ?? Field(mapping.Crm!), erp ?? Field(mapping.Erp));

    public static FieldRule Rule(FieldInfo crm, FieldInfo erp, Normaliser normaliser = Normaliser.Text, ListMapping? list = null) =>
        new(new FieldMapping(erp.Key, crm.Key, Direction.Both, Normaliser: normaliser, List: list), crm, erp);

    /// <summary>Rules for a customer with text fields of any length.</summary>
    public static RecordRules Rules(params FieldMapping[] mappings) => Rules(1, mappings);

    public static RecordRules Rules(int version, FieldMapping[] mappings) =>
        new(
            new ActorMapping(ActorType.Customer, Enabled: true, mappings), version,
            new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update, [.. mappings.Select(mapping => Field(mapping.Erp))]),
            [.. mappings.Select(mapping => mapping.Crm).OfType<string>().Distinct(StringComparer.Ordinal).Select(key => Field(key))]);

    /// <summary>Values as a side was read: null stands for not read.</summary>
    public static FieldValue[] Values(params string?[] texts) => [.. texts.Select(Value)];

    public static FieldValue Value(string? text) => text is null ? FieldValue.NotRead : FieldValue.Of(text);

    public static RecordState State(string? crm, string? erp, BasePair? agreed) => new(Values(crm), Values(erp), [agreed]);

    public static Change Change(RecordRules rules, int index, Side side, string old, string sent, string source, ChangeState state = ChangeState.Done, string? stored = null) =>
        new(
            1, Guid.Empty, 1, Acme, side, rules.Fields[index].Pair, old, sent, source, stored, state, ChangeCauses.OtherSideChanged, null, "anna", rules.Version, Now,
            ShownUntilDismissed: false);

    public static LinkContext Context(RecordRules rules) =>
        new(new Connection(Guid.Empty, "sql", "Demo ERP", 1, Active: true, Settings.Empty, null, rules.Version, []), rules);

    public static BothSides Read(FieldValue[] crm, FieldValue[] erp) =>
        new(new ErpRecord("7", null, null, true, null, crm), new ErpRecord("C1001", null, null, true, null, erp), CrmGone: false, ErpGone: null);
}
