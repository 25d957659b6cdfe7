using static SuperOfficeErpLink.Connectors.Excel.Tests.RawWorkbook;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>What sheets, headers and rows mean.</summary>
public sealed class SheetTests : IDisposable
{
    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task Headers_alone_make_a_connection()
    {
        new RawWorkbook().Sheet("customer", Header("No", "Name", "City")).Sheet("Anything", "").Save(files.Path);
        await using var session = await files.OpenAsync();
        var actor = (await session.DescribeAsync(default)).ActorTypes.ShouldHaveSingleItem();
        actor.Type.ShouldBe(ActorType.Customer);
        actor.Fields.Select(field => (field.Key, field.Type, field.Access)).ShouldBe(
            [("No", FieldType.Text, FieldAccess.ReadOnly), ("Name", FieldType.Text, FieldAccess.Normal), ("City", FieldType.Text, FieldAccess.Normal)]);
        actor.Can.ShouldBe(Abilities.Update | Abilities.ConditionalWrite | Abilities.Create | Abilities.Changes | Abilities.FeedIsComplete);
        (await session.SearchAsync(ActorType.Customer, new FieldSet([]), new SearchRequest(null, null, [], null, 10), default)).Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_sheet_Fields_says_what_is_to_be_known_of_a_field()
    {
        new RawWorkbook().Sheet("Supplier", Header("key", "name", "grp", "terms"))
            .Sheet("terms", Header("key", "name")).Sheet("Groups", Header("key", "name"))
            .Sheet("Fields", Header("sheet", "field", "type", "access", "name", "name (da)", "help", "max length", "list", "default", "group")
                + $"<row r=\"2\">{Text("A2", "Supplier")}{Text("B2", "name")}{Text("D2", "mandatory")}{Text("E2", "Name")}{Text("F2", "Navn")}{Text("G2", "As registered")}<c r=\"H2\"><v>60</v></c>{Text("J2", "New")}{Text("K2", "who")}</row>"
                + $"<row r=\"3\">{Text("A3", "Supplier")}{Text("B3", "grp")}{Text("I3", "Groups")}</row>").Save(files.Path);
        await using var session = await files.OpenAsync();
        var fields = (await session.DescribeAsync(default)).Find(ActorType.Supplier)!;
        var name = fields.Find("name")!;
        (name.Access, name.Name.In(System.Globalization.CultureInfo.GetCultureInfo("da")), name.Help!.English, name.MaxLength, name.Default, name.Group)
            .ShouldBe((FieldAccess.Mandatory, "Navn", "As registered", 60, "New", "who"));
        (fields.Find("grp")!.Type, fields.Find("grp")!.List).ShouldBe((FieldType.List, "Groups"));
        (fields.Find("terms")!.Type, fields.Find("terms")!.List).ShouldBe((FieldType.List, "terms"));
    }

    [Fact]
    public async Task Persons_are_found_by_their_parent_whose_type_a_column_may_say()
    {
        new RawWorkbook().Sheet("Customer", Header("key", "name")).Sheet("Supplier", Header("key", "name")).Sheet(
            "Person", Header("PersonNo", "name", "ParentType", "ParentID")
            + $"<row r=\"2\"><c r=\"A2\"><v>1</v></c>{Text("B2", "Bo")}<c r=\"D2\"><v>7</v></c></row><row r=\"3\"><c r=\"A3\"><v>2</v></c>{Text("B3", "Ida")}{Text("C3", "supplier")}<c r=\"D3\"><v>7</v></c></row>"
            + "<row r=\"4\"><c r=\"A4\"><v>3</v></c><c r=\"C4\"><v>2</v></c><c r=\"D4\"><v>8</v></c></row>").Save(files.Path);
        await using var session = await files.OpenAsync();
        var person = (await session.DescribeAsync(default)).Find(ActorType.Person)!;
        (person.ParentType, person.Can.HasFlag(Abilities.SearchByParent)).ShouldBe((ActorType.Customer, true));
        person.Fields.Select(field => field.Key).ShouldBe(["PersonNo", "name"]);
        async Task<string> UnderAsync(ActorType type, string key) => string.Join(' ', (await session.SearchAsync(
            ActorType.Person, new FieldSet([]), new SearchRequest(null, new ActorRef(type, key), [], null, 10), default)).Records.Select(record => record.Key));
        (await UnderAsync(ActorType.Customer, "7"), await UnderAsync(ActorType.Supplier, "7"), await UnderAsync(ActorType.Supplier, "8")).ShouldBe(("1", "2", "3"));
    }

    [Fact]
    public async Task A_missing_key_is_gone_unless_some_row_has_lost_its_own()
    {
        Customers($"<row r=\"2\"><c r=\"A2\"><v>1</v></c>{Text("B2", "a")}</row><row r=\"4\"/><row r=\"5\"><c r=\"A5\" s=\"1\"/></row>");
        await using var session = await files.OpenAsync();
        (await session.GetAsync(ActorType.Customer, new FieldSet([]), ["1", "2"], default)).Gone.ShouldHaveSingleItem().Key.ShouldBe("2");
        Customers($"<row r=\"2\"><c r=\"A2\"><v>1</v></c>{Text("B2", "a")}</row><row r=\"3\">{Text("B3", "whose key somebody cleared")}</row>");
        var read = await session.GetAsync(ActorType.Customer, new FieldSet([]), ["1", "2"], default);
        (read.Found.Count, read.Gone.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Rows_and_cells_without_addresses_stand_one_behind_the_other()
    {
        new RawWorkbook().Sheet("Customer", "<row><c t=\"str\"><v>key</v></c><c t=\"str\"><v>name</v></c></row><row><c><v>1</v></c><c t=\"str\"><v>a</v></c></row><row/><row><c><v>2</v></c><c t=\"str\"><v>b</v></c></row>").Save(files.Path);
        await using var session = await files.OpenAsync();
        var updates = new[] { new ActorUpdate("2", null, [new FieldChange("name", FieldValue.Of("b"), FieldValue.Of("c"))]) };
        (await ((IErpWriter)session).UpdateAsync(ActorType.Customer, new FieldSet(["name"]), updates, default)).ShouldHaveSingleItem().ShouldBeOfType<SaveOutcome.Saved>();
        Read(files.Path, "xl/worksheets/sheet1.xml").ShouldContain("""<row><c><v>2</v></c><c r="B4" t="inlineStr"><is><t xml:space="preserve">c</t></is></c></row>""");
    }

    [Fact]
    public async Task Totals_of_a_table_are_no_record()
    {
        WithTable(totals: 1);
        await using var session = await files.OpenAsync();
        (await session.GetAsync(ActorType.Customer, new FieldSet([]), ["1", "Total"], default)).Found.ShouldHaveSingleItem().Key.ShouldBe("1");
        var outcome = (await ((IErpWriter)session).CreateAsync(ActorType.Customer, new FieldSet([]), [new NewActor("", null, [])], default)).ShouldHaveSingleItem();
        outcome.ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Message.English.ShouldContain("total row");
    }

    [Fact]
    public async Task A_table_grows_with_new_records()
    {
        WithTable(totals: 0);
        await using var session = await files.OpenAsync();
        var created = await ((IErpWriter)session).CreateAsync(
            ActorType.Customer, new FieldSet(["name"]), [new NewActor("", null, [new FieldChange("name", FieldValue.NotRead, FieldValue.Of("x"))]), new NewActor("", null, [])], default);
        created.OfType<SaveOutcome.Saved>().Select(saved => saved.Record.Key).ShouldBe(["2", "3"]);
        Read(files.Path, "xl/tables/table1.xml").ShouldContain("""ref="A1:B5" """);
        Read(files.Path, "xl/tables/table1.xml").ShouldContain("""<autoFilter ref="A1:B5" />""");
        SdkWorkbook.Mistakes(files.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_go_on_behind_the_last_record_shown_whatever_came_or_went()
    {
        Customers(string.Concat(Enumerable.Range(1, 9).Select(number => $"<row r=\"{number + 1}\"><c r=\"A{number + 1}\"><v>{number}</v></c>{Text($"B{number + 1}", $"name {number}")}</row>")));
        await using var session = await files.OpenAsync();
        var first = await session.SearchAsync(ActorType.Customer, new FieldSet([]), new SearchRequest(null, null, [], null, 4), default);
        SdkWorkbook.DeleteRow(files.Path, "Customer", 3);
        SdkWorkbook.Edit(files.Path, "Customer", "B8", "name 0");
        var second = await session.SearchAsync(ActorType.Customer, new FieldSet([]), new SearchRequest(null, null, [], first.NextToken, 4), default);
        second.Records.Select(record => record.Key).ShouldBe(["5", "6", "8", "9"]);
        second.NextToken.ShouldBeNull();
    }

    private void Customers(string rows) => new RawWorkbook().Sheet("Customer", Header("key", "name") + rows).Save(files.Path);

    private void WithTable(int totals) => new RawWorkbook()
        .SheetXml("Customer", $"""
            <worksheet xmlns="{Main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><dimension ref="A1:B3"/><sheetData>{Header("key", "name")}<row r="2"><c r="A2"><v>1</v></c></row><row r="3">{(totals > 0 ? Text("A3", "Total") : "<c r=\"A3\" s=\"1\"/>" + Text("B3", " "))}</row></sheetData><tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>
            """)
        .Part("xl/worksheets/_rels/sheet1.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table" Target="../tables/table1.xml"/></Relationships>""")
        .Part("xl/tables/table1.xml", $"""<table xmlns="{Main}" id="1" name="T" displayName="T" ref="A1:B3" {(totals > 0 ? "totalsRowCount=\"1\"" : "totalsRowShown=\"0\"")}><autoFilter ref="A1:B3"/><tableColumns count="2"><tableColumn id="1" name="key"/><tableColumn id="2" name="name"/></tableColumns></table>""")
        .Save(files.Path);
}
