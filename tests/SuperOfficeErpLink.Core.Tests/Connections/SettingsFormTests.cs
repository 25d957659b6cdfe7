using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;

namespace SuperOfficeErpLink.Core.Tests.Connections;

public sealed class SettingsFormTests
{
    private static readonly IReadOnlyList<SettingField> Fields =
    [
        Field("host", SettingType.Text, required: true),
        Field("port", SettingType.Integer),
        Field("rate", SettingType.Decimal),
        Field("from", SettingType.Date),
        Field("tls", SettingType.Checkbox),
        Field("mode", SettingType.List) with { Items = [new ListItem("a", "A", true), new ListItem("b", "B", true)] },
        Field("password", SettingType.Password, required: true) with { IsSecret = true, BoundTo = ["host"] },
    ];

    private static readonly Dictionary<string, string> Typed = new(StringComparer.Ordinal)
    {
        ["host"] = "erp.firma.dk", ["port"] = "8069", ["rate"] = "12.5", ["from"] = "2026-01-31", ["tls"] = "1", ["mode"] = "b", ["password"] = "hemmelig",
    };

    [Fact]
    public void What_every_field_can_hold_is_taken_as_it_stands()
    {
        var entry = Read(Typed);

        entry.Faults.ShouldBeEmpty();
        Typed.ShouldAllBe(one => entry.Settings[one.Key] == one.Value);
    }

    [Theory]
    [InlineData("host", " ", SettingFault.Missing)]
    [InlineData("port", "80,5", SettingFault.NotInteger)]
    [InlineData("port", "99999999999999999999", SettingFault.NotInteger)]
    [InlineData("rate", "?12.5", SettingFault.NotDecimal)]
    [InlineData("from", "31-01-2026", SettingFault.NotDate)]
    [InlineData("from", "2026-02-30", SettingFault.NotDate)]
    [InlineData("mode", "c", SettingFault.NotInList)]
    [InlineData("password", "", SettingFault.Missing)]
    public void What_a_field_cannot_hold_is_said_of_that_field(string key, string text, SettingFault fault) =>
        Read(new Dictionary<string, string>(Typed) { [key] = text }).Faults.ShouldBe(new Dictionary<string, SettingFault> { [key] = fault });

    [Fact]
    public void Text_that_is_too_long_is_refused() =>
        Read(new Dictionary<string, string>(Typed) { ["host"] = new string('x', SettingsForm.LongestLine + 1) }).Faults["host"].ShouldBe(SettingFault.TooLong);

    [Fact]
    public void An_empty_secret_keeps_the_one_that_is_stored()
    {
        var entry = Read(new Dictionary<string, string>(Typed) { ["password"] = "", ["port"] = "8070" }, new Settings(Typed));

        entry.Faults.ShouldBeEmpty();
        entry.Settings["password"].ShouldBe("hemmelig");
    }

    [Fact]
    public void A_secret_does_not_go_with_another_target()
    {
        var entry = Read(new Dictionary<string, string>(Typed) { ["password"] = "", ["host"] = "ond.example" }, new Settings(Typed));

        entry.Faults["password"].ShouldBe(SettingFault.EnterAgain);
        entry.Settings["password"].ShouldBeNull();
    }

    [Fact]
    public void A_secret_entered_for_the_new_target_is_kept_between_two_posts_and_the_stored_one_comes_back_with_the_old_target()
    {
        var entered = new Settings(new Dictionary<string, string>(Typed) { ["host"] = "ny.firma.dk", ["password"] = "nyt" });
        var stored = new Settings(Typed);

        Read(new Dictionary<string, string>(Typed) { ["password"] = "", ["host"] = "ny.firma.dk" }, entered, stored).Settings["password"].ShouldBe("nyt");
        Read(new Dictionary<string, string>(Typed) { ["password"] = "" }, entered, stored).Settings["password"].ShouldBe("hemmelig");
        Read(new Dictionary<string, string>(Typed) { ["password"] = "", ["host"] = "tredje.dk" }, entered, stored).Faults["password"].ShouldBe(SettingFault.EnterAgain);
    }

    [Fact]
    public void A_secret_that_is_cleared_is_gone_and_where_it_is_required_that_is_a_fault()
    {
        var optional = Fields.Select(field => field.IsSecret ? field with { IsRequired = false } : field).ToList();
        var none = new Dictionary<string, string>(Typed) { ["password"] = "" };
        HashSet<string> cleared = ["password"];

        var entry = SettingsForm.Read(optional, none, cleared, new Settings(Typed));
        entry.Faults.ShouldBeEmpty();
        entry.Settings["password"].ShouldBeNull();
        SettingsForm.Read(Fields, none, cleared, new Settings(Typed)).Faults["password"].ShouldBe(SettingFault.Missing);
    }

    [Fact]
    public void A_box_that_is_not_ticked_is_no_and_what_no_field_asks_for_is_dropped()
    {
        var typed = new Dictionary<string, string>(Typed) { ["unknown"] = "x" };
        typed.Remove("tls");
        var entry = Read(typed);

        entry.Settings["tls"].ShouldBe("0");
        entry.Settings.Keys.ShouldNotContain("unknown");
    }

    [Fact]
    public void An_absent_setting_means_the_same_as_an_empty_one() =>
        SettingsForm.Same(new Settings(Typed), new Settings(new Dictionary<string, string>(Typed) { ["other"] = "" })).ShouldBeTrue();

    private static SettingsEntry Read(IReadOnlyDictionary<string, string> typed, params Settings[] known) => SettingsForm.Read(Fields, typed, new HashSet<string>(), known);

    private static SettingField Field(string key, SettingType type, bool required = false) => new(key, new LocalText(key), null, type, required, IsSecret: false, null, [], []);
}
