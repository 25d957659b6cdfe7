using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Sync;

/// <summary>The decision table of DESIGN section 4, row by row. A base is written crm=erp, "?" is a value that was not read.</summary>
public sealed class DeciderTests
{
    [Theory]
    // Row, base, CRM, ERP, then what ERP→CRM, CRM→ERP and both ways do.
    [InlineData("a one side not read, no base", null, "?", "b", "skip", "skip", "skip")]
    [InlineData("a one side not read", "a=a", "b", "?", "skip", "skip", "skip")]
    [InlineData("a neither side read", "a=a", "?", "?", "skip", "skip", "skip")]
    [InlineData("a not read is not blank", "=b", "?", "b", "skip", "skip", "skip")]
    [InlineData("b equal, no base", null, "a", "a", "agree", "agree", "agree")]
    [InlineData("b both blank, no base", null, "", "", "agree", "agree", "agree")]
    [InlineData("b equal in form only", null, "Aarhus  C", "aarhus c", "agree", "agree", "agree")]
    [InlineData("b both changed to the same", "a=a", "b", "B", "agree", "agree", "agree")]
    [InlineData("b both cleared", "a=a", "", "", "agree", "agree", "agree")]
    [InlineData("c no base, different", null, "a", "b", "write CRM 'b'", "write ERP 'a'", "conflict NeverAgreed")]
    [InlineData("c no base, CRM blank", null, "", "b", "write CRM 'b'", "accept", "write CRM 'b'")]
    [InlineData("c no base, ERP blank", null, "a", "", "accept", "write ERP 'a'", "write ERP 'a'")]
    [InlineData("d unchanged and equal but accepted as different", "a=b", "a", "b", "leave", "leave", "leave")]
    [InlineData("d unchanged, CRM accepted as blank", "=b", "", "b", "leave", "leave", "leave")]
    [InlineData("d unchanged, ERP accepted as blank", "a=", "a", "", "leave", "leave", "leave")]
    [InlineData("d changed in form only", "a=b", "A", " b ", "leave", "leave", "leave")]
    [InlineData("e f CRM changed", "a=a", "b", "a", "write CRM 'a'", "write ERP 'b'", "write ERP 'b'")]
    [InlineData("e f ERP changed", "a=a", "a", "b", "write CRM 'b'", "write ERP 'a'", "write CRM 'b'")]
    [InlineData("e f CRM changed in an accepted pair", "a=b", "c", "b", "write CRM 'b'", "write ERP 'c'", "write ERP 'c'")]
    [InlineData("e f ERP changed in an accepted pair", "a=b", "a", "c", "write CRM 'c'", "write ERP 'a'", "write CRM 'c'")]
    [InlineData("e f CRM filled in", "=b", "x", "b", "write CRM 'b'", "write ERP 'x'", "write ERP 'x'")]
    [InlineData("e f ERP filled in", "a=", "a", "x", "write CRM 'x'", "write ERP 'a'", "write CRM 'x'")]
    [InlineData("e f ERP changed, CRM was always blank", "=b", "", "c", "write CRM 'c'", "accept", "write CRM 'c'")]
    [InlineData("e f CRM changed, ERP was always blank", "a=", "c", "", "accept", "write ERP 'c'", "write ERP 'c'")]
    [InlineData("e f the source's own text is written, form and all", "a=a", "a", "B b ", "write CRM 'B b '", "write ERP 'a'", "write CRM 'B b '")]
    public void Whatever_the_policies(string row, string? agreed, string crm, string erp, string toCrm, string toErp, string bothWays)
    {
        foreach (var whenBlank in Enum.GetValues<WhenBlank>())
        {
            foreach (var onConflict in Enum.GetValues<OnConflict>())
            {
                Decide(">", agreed, crm, erp, whenBlank, onConflict).ShouldBe(toCrm, row);
                Decide("<", agreed, crm, erp, whenBlank, onConflict).ShouldBe(toErp, row);
                Decide("<>", agreed, crm, erp, whenBlank, onConflict).ShouldBe(bothWays, row);
            }
        }
    }

    [Theory]
    // Direction, base, CRM, ERP, then what asking, ERP wins and CRM wins do.
    [InlineData("<>", "a=a", "b", "c", "conflict BothChanged", "write CRM 'c'", "write ERP 'b'")]
    [InlineData("<>", "a=b", "c", "d", "conflict BothChanged", "write CRM 'd'", "write ERP 'c'")]
    [InlineData("<>", "=", "b", "c", "conflict BothChanged", "write CRM 'c'", "write ERP 'b'")]
    [InlineData("<>", null, "b", "c", "conflict NeverAgreed", "conflict NeverAgreed", "conflict NeverAgreed")]
    [InlineData(">", "a=a", "b", "c", "write CRM 'c'", "write CRM 'c'", "write CRM 'c'")]
    [InlineData("<", "a=a", "b", "c", "write ERP 'b'", "write ERP 'b'", "write ERP 'b'")]
    public void By_the_conflict_policy(string direction, string? agreed, string crm, string erp, string ask, string erpWins, string crmWins)
    {
        foreach (var whenBlank in Enum.GetValues<WhenBlank>())
        {
            Decide(direction, agreed, crm, erp, whenBlank, OnConflict.Ask).ShouldBe(ask);
            Decide(direction, agreed, crm, erp, whenBlank, OnConflict.ErpWins).ShouldBe(erpWins);
            Decide(direction, agreed, crm, erp, whenBlank, OnConflict.CrmWins).ShouldBe(crmWins);
        }
    }

    [Theory]
    // Direction, base, CRM, ERP, then what clears, never clears and ask do.
    [InlineData("<>", "a=a", "", "a", "write ERP ''", "accept", "conflict Cleared")]
    [InlineData("<>", "a=a", "a", "", "write CRM ''", "accept", "conflict Cleared")]
    [InlineData("<>", "a=b", "", "b", "write ERP ''", "accept", "conflict Cleared")]
    [InlineData(">", "a=a", "a", "", "write CRM ''", "accept", "conflict Cleared")]
    [InlineData(">", "a=a", "b", "", "write CRM ''", "accept", "conflict Cleared")]
    [InlineData(">", "a=a", "", "a", "write CRM 'a'", "write CRM 'a'", "write CRM 'a'")]
    [InlineData("<", "a=a", "", "a", "write ERP ''", "accept", "conflict Cleared")]
    [InlineData("<", "a=a", "", "b", "write ERP ''", "accept", "conflict Cleared")]
    [InlineData("<", "a=a", "a", "", "write ERP 'a'", "write ERP 'a'", "write ERP 'a'")]
    [InlineData(">", "=", "b", "", "accept", "accept", "accept")]
    [InlineData("<", "=", "", "b", "accept", "accept", "accept")]
    public void By_the_blank_policy(string direction, string? agreed, string crm, string erp, string clears, string neverClears, string ask)
    {
        foreach (var onConflict in Enum.GetValues<OnConflict>())
        {
            Decide(direction, agreed, crm, erp, WhenBlank.Clears, onConflict).ShouldBe(clears);
            Decide(direction, agreed, crm, erp, WhenBlank.NeverClears, onConflict).ShouldBe(neverClears);
            Decide(direction, agreed, crm, erp, WhenBlank.Ask, onConflict).ShouldBe(ask);
        }
    }

    [Theory]
    // CRM, ERP, conflict policy, blank policy: one side cleared, the other edited.
    [InlineData("", "c", OnConflict.Ask, WhenBlank.Clears, "conflict BothChanged")]
    [InlineData("", "c", OnConflict.Ask, WhenBlank.NeverClears, "conflict BothChanged")]
    [InlineData("", "c", OnConflict.ErpWins, WhenBlank.Clears, "write CRM 'c'")]
    [InlineData("", "c", OnConflict.CrmWins, WhenBlank.Clears, "write ERP ''")]
    [InlineData("", "c", OnConflict.CrmWins, WhenBlank.NeverClears, "accept")]
    [InlineData("", "c", OnConflict.CrmWins, WhenBlank.Ask, "conflict Cleared")]
    [InlineData("c", "", OnConflict.CrmWins, WhenBlank.Ask, "write ERP 'c'")]
    [InlineData("c", "", OnConflict.ErpWins, WhenBlank.Clears, "write CRM ''")]
    [InlineData("c", "", OnConflict.ErpWins, WhenBlank.NeverClears, "accept")]
    [InlineData("c", "", OnConflict.ErpWins, WhenBlank.Ask, "conflict Cleared")]
    public void A_cleared_value_against_an_edit(string crm, string erp, OnConflict onConflict, WhenBlank whenBlank, string expected) =>
        Decide("<>", "a=a", crm, erp, whenBlank, onConflict).ShouldBe(expected);

    [Theory]
    // The ERP holds three characters. Not convertible only blocks what would have to go over.
    [InlineData("<", "abc=abc", "abcde", "abc", "agree")]
    [InlineData("<", "abc=abc", "xyzzy", "abc", "hold ERP")]
    [InlineData("<>", "abc=abc", "xyzzy", "abc", "hold ERP")]
    [InlineData(">", "abc=abc", "xyzzy", "abc", "write CRM 'abc'")]
    [InlineData("<>", "abc=abc", "abc", "x", "write CRM 'x'")]
    [InlineData("<", null, "xyzzy", "", "hold ERP")]
    [InlineData("<>", null, "xyzzy", "abc", "conflict NeverAgreed")]
    [InlineData("<>", "abc=abc", "xyzzy", "def", "conflict BothChanged")]
    [InlineData("<>", "xyzzy=abc", "xyzzy", "abc", "leave")]
    public void A_value_the_target_cannot_hold(string direction, string? agreed, string crm, string erp, string expected)
    {
        var rule = Given.Rule(Given.Mapping("name", Saying.Direction(direction)), erp: Given.Field("erp-name", maxLength: 3));
        Saying.Of(Decider.Decide(rule, Saying.Value(crm), Saying.Value(erp), Saying.Base(agreed))).ShouldBe(expected);
    }

    [Fact]
    public void A_held_value_names_its_reason() =>
        Decider.Decide(Given.Rule(Given.Mapping("name"), erp: Given.Field("erp-name", maxLength: 3)), FieldValue.Of("xyzzy"), FieldValue.Of("abc"), new BasePair("abc", "abc"))
            .ShouldBe(Decision.Hold(Side.Erp, CannotHold.TooLong));

    [Fact]
    public void A_blank_does_not_go_over_to_a_mandatory_field() =>
        Decider.Decide(
            Given.Rule(Given.Mapping("name"), erp: Given.Field("erp-name", access: FieldAccess.Mandatory)), FieldValue.Blank, FieldValue.Of("a"), new BasePair("a", "a"))
            .ShouldBe(Decision.Hold(Side.Erp, CannotHold.Mandatory));

    [Theory]
    [InlineData(">", "b", "a", true)]
    [InlineData(">", "a", "b", false)]
    [InlineData(">", "b", "c", true)]
    [InlineData("<", "a", "b", true)]
    [InlineData("<", "b", "a", false)]
    [InlineData("<>", "b", "a", false)]
    public void A_write_knows_whether_it_replaces_an_edit(string direction, string crm, string erp, bool replaces) =>
        Decider.Decide(Given.Rule(Given.Mapping("name", Saying.Direction(direction))), FieldValue.Of(crm), FieldValue.Of(erp), new BasePair("a", "a"))
            .ReplacesEdit.ShouldBe(replaces);

    private static string Decide(string direction, string? agreed, string crm, string erp, WhenBlank whenBlank, OnConflict onConflict) =>
        Saying.Of(Decider.Decide(
            Given.Rule(Given.Mapping("name", Saying.Direction(direction), whenBlank, onConflict)), Saying.Value(crm), Saying.Value(erp), Saying.Base(agreed)));
}
