using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Sync;

/// <summary>Fields that are decided whole: street and city of one address. Values are written street/city, bases crm=erp.</summary>
public sealed class DeciderGroupTests
{
    [Theory]
    // Direction, street's base, city's base, CRM, ERP, street, city.
    [InlineData("<>", "s=s", "c=c", "s/c", "S/C", "agree", "agree")]
    [InlineData("<>", "s=s", "c=c", "t/d", "s/c", "write ERP 't'", "write ERP 'd'")]
    [InlineData("<>", "s=s", "c=c", "t/c", "s/c", "write ERP 't'", "agree")]
    [InlineData("<>", "s=s", "c=c", "t/c", "s/d", "conflict BothChanged", "conflict BothChanged")]
    [InlineData(">", "s=s", "c=c", "t/c", "s/d", "write CRM 's'", "write CRM 'd'")]
    [InlineData("<", "s=s", "c=c", "t/c", "s/d", "write ERP 't'", "write ERP 'c'")]
    [InlineData("<>", "s=t", "c=c", "s/d", "t/c", "write ERP 's'", "write ERP 'd'")]
    [InlineData("<>", "s=t", "c=d", "s/c", "t/d", "leave", "leave")]
    [InlineData("<>", null, null, "s/c", "t/d", "conflict NeverAgreed", "conflict NeverAgreed")]
    [InlineData("<>", null, null, "/", "t/d", "write CRM 't'", "write CRM 'd'")]
    [InlineData("<>", null, null, "s/", "/d", "conflict NeverAgreed", "conflict NeverAgreed")]
    [InlineData("<>", null, null, "s/c", "s/", "agree", "write ERP 'c'")]
    [InlineData(">", null, null, "s/c", "t/", "write CRM 't'", "accept")]
    [InlineData("<>", "s=s", "c=c", "?/c", "t/d", "skip", "skip")]
    [InlineData("<>", "s=s", "=c", "t/", "s/c", "write ERP 't'", "accept")]
    [InlineData("<>", "s=s", "c=c", "t/", "s/c", "write ERP 't'", "write ERP ''")]
    public void Are_decided_together(string direction, string? streetBase, string? cityBase, string crm, string erp, string street, string city) =>
        Decide(direction, WhenBlank.Clears, OnConflict.Ask, 0, streetBase, cityBase, crm, erp).ShouldBe([street, city]);

    [Theory]
    [InlineData(OnConflict.ErpWins, "write CRM 's'", "write CRM 'd'")]
    [InlineData(OnConflict.CrmWins, "write ERP 't'", "write ERP 'c'")]
    public void A_policy_takes_the_whole_of_one_side(OnConflict onConflict, string street, string city) =>
        Decide("<>", WhenBlank.Clears, onConflict, 0, "s=s", "c=c", "t/c", "s/d").ShouldBe([street, city]);

    [Theory]
    [InlineData(WhenBlank.Ask, 0, "t/", "conflict Cleared", "conflict Cleared")]
    [InlineData(WhenBlank.NeverClears, 0, "t/", "write ERP 't'", "accept")]
    [InlineData(WhenBlank.Clears, 3, "t/long", "hold ERP", "hold ERP")]
    [InlineData(WhenBlank.Clears, 3, "long/d", "hold ERP", "hold ERP")]
    [InlineData(WhenBlank.Clears, 3, "s/long", "agree", "hold ERP")]
    public void One_field_that_cannot_go_holds_all_that_differ(WhenBlank whenBlank, int maxLength, string crm, string street, string city) =>
        Decide("<>", whenBlank, OnConflict.Ask, maxLength, "s=s", "c=c", crm, "s/c").ShouldBe([street, city]);

    [Fact]
    public void Two_addresses_of_one_record_are_two_groups()
    {
        var rules = Given.Rules(Given.Mapping("street", group: "visit"), Given.Mapping("city", group: "visit"), Given.Mapping("box", group: "post"), Given.Mapping("name"));
        rules.Groups.Select(group => string.Join(',', group)).ShouldBe(["0,1", "2", "3"]);
    }

    private static string[] Decide(
        string direction, WhenBlank whenBlank, OnConflict onConflict, int maxLength, string? streetBase, string? cityBase, string crm, string erp)
    {
        var decisions = new Decision[2];
        Decider.Decide(
            [
                Given.Rule(Given.Mapping("street", Saying.Direction(direction), whenBlank, onConflict, "address"), erp: Given.Field("erp-street", maxLength: maxLength)),
                Given.Rule(Given.Mapping("city", Saying.Direction(direction), whenBlank, onConflict, "address"), erp: Given.Field("erp-city", maxLength: maxLength)),
            ],
            [.. Values(crm)], [.. Values(erp)], [Saying.Base(streetBase), Saying.Base(cityBase)], decisions);
        return [.. decisions.Select(Saying.Of)];
    }

    private static IEnumerable<FieldValue> Values(string sides) => sides.Split('/').Select(Saying.Value);
}
