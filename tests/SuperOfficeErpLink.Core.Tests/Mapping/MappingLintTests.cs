using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Mapping;

public sealed class MappingLintTests
{
    [Fact]
    public void Values_that_will_not_fit_are_counted_and_the_longest_is_shown()
    {
        var found = Check([new FieldMapping("name", "name", Direction.CrmToErp)], crm: ["short", "eleven char", "twelve chars", ""]);

        found.ShouldContain(new LintFinding(ActorType.Customer, "name", LintKind.WillNotFit, Side.Erp, CannotHold.TooLong, 2, 3, "twelve chars"));
        found.ShouldNotContain(finding => finding.Kind == LintKind.ShorterTarget);
    }

    [Fact]
    public void A_shorter_target_is_told_of_though_nothing_seen_is_too_long() =>
        Check([new FieldMapping("name", "name", Direction.CrmToErp)], crm: ["short"])
            .ShouldContain(new LintFinding(ActorType.Customer, "name", LintKind.ShorterTarget, Side.Erp, Of: 1, Example: "short", Detail: "10"));

    [Fact]
    public void A_side_that_is_not_written_is_not_looked_at() =>
        Check([new FieldMapping("name", "name", Direction.ErpToCrm)], crm: ["far longer than ten"]).ShouldNotContain(finding => finding.Kind == LintKind.WillNotFit);

    [Fact]
    public void List_items_without_a_mapping_are_named_by_one_of_them() =>
        Check([new FieldMapping("group", "category", Direction.Both, FieldType.List, List: new ListMapping([new ListMappingItem("A", "1")]))], crm: ["A", "B", "B"], erp: ["1", "9"])
            .Where(finding => finding.Kind == LintKind.WillNotFit).Select(finding => (finding.Target, finding.Reason, finding.Count, finding.Example))
            .ShouldBe([(Side.Erp, CannotHold.ListItemUnmapped, 2, "B"), (Side.Crm, CannotHold.ListItemUnmapped, 1, "9")]);

    [Fact]
    public void Another_connection_that_feeds_the_field_is_named_and_who_goes_first()
    {
        var other = Systems.Document(new FieldMapping("x", "note", Direction.ErpToCrm));
        var document = Systems.Document(new FieldMapping("text", "note", Direction.ErpToCrm));

        MappingLint.Check(document, Systems.Both, [], [new OtherFeeder("Nav", other, GoesBefore: true)])
            .ShouldContain(new LintFinding(ActorType.Customer, "text", LintKind.FedElsewhere, Side.Crm, Count: 1, Detail: "Nav"));
        MappingLint.Check(Systems.Document(new FieldMapping("text", "note", Direction.CrmToErp)), Systems.Both, [], [new OtherFeeder("Nav", other, GoesBefore: true)])
            .ShouldNotContain(finding => finding.Kind == LintKind.FedElsewhere);
    }

    [Fact]
    public void A_mandatory_field_of_a_new_actor_needs_a_direction_or_a_default()
    {
        Missing(Systems.Document()).ShouldBe(["name"]);
        Missing(Systems.Document(new FieldMapping("name", "name", Direction.ErpToCrm))).ShouldBe(["name"]);
        Missing(Systems.Document(new FieldMapping("name", "name", Direction.CrmToErp))).ShouldBeEmpty();
        Missing(Systems.Document([new FieldDefault("name", Ask: true)])).ShouldBeEmpty();
    }

    private static IEnumerable<string> Missing(MappingDocument document) =>
        MappingLint.Check(document, Systems.Both, [], []).Where(finding => finding.Kind == LintKind.MandatoryWithoutValue).Select(finding => finding.Erp);

    private static IReadOnlyList<LintFinding> Check(FieldMapping[] fields, string[]? crm = null, string[]? erp = null)
    {
        var document = Systems.Document(fields);
        var rules = new RecordRules(document.For(ActorType.Customer)!, 1, Systems.Both.Erp.Find(ActorType.Customer)!, Systems.Both.CrmFields(ActorType.Customer));
        return MappingLint.Check(document, Systems.Both, [new LintSample(rules, Values(crm), Values(erp))], []);
    }

    private static FieldValue[][] Values(string[]? texts) => [.. (texts ?? []).Select(text => (FieldValue[])[FieldValue.Of(text)])];
}
