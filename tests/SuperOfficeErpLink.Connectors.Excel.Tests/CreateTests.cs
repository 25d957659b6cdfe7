using static SuperOfficeErpLink.Connectors.Excel.Tests.RawWorkbook;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>New records, their keys, places and looks.</summary>
public sealed class CreateTests : IAsyncLifetime
{
    private static readonly FieldSet Fields = new(["name", "since"]);

    private readonly TestFiles files = new();
    private IErpSession session = null!;

    public async Task InitializeAsync()
    {
        new RawWorkbook()
            .SheetXml("Customer", $"""
                <worksheet xmlns="{Main}"><dimension ref="A1:E7"/><cols><col min="2" max="2" width="30" style="2"/></cols><sheetData>{Header("key", "name", "since", "twice", "reference")}
                <row r="2"><c r="A2" t="inlineStr"><is><t>K0009</t></is></c><c r="B2" s="2" t="inlineStr"><is><t>a</t></is></c><c r="C2" s="1"><v>46053</v></c><c r="D2"><f>1+1</f><v>2</v></c></row>
                <row r="3"><c r="A3" t="inlineStr"><is><t>K0007</t></is></c><c r="B3" s="2"/><c r="C3" s="1"/><c r="D3"><f>1+1</f><v>2</v></c></row>
                <row r="4"><c r="A4" s="2"/><c r="D4"><f>1+1</f><v>2</v></c></row><row r="6"><c r="A6" s="3"/></row></sheetData></worksheet>
                """)
            .Sheet("Person", Header("key", "name", "parent") + $"<row r=\"2\"><c r=\"A2\"><v>41</v></c>{Text("B2", "Bo")}{Text("C2", "K0007")}</row>")
            .Sheet("Fields", Header("sheet", "field", "type", "access")
                + $"<row r=\"2\">{Text("A2", "Customer")}{Text("B2", "since")}{Text("C2", "Date")}</row><row r=\"3\">{Text("A3", "Customer")}{Text("B3", "name")}{Text("D3", "Mandatory")}</row>")
            .Save(files.Path);
        session = await files.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await session.DisposeAsync();
        files.Dispose();
    }

    [Fact]
    public async Task A_new_record_follows_the_last_one_with_the_next_key_and_looks_like_it()
    {
        var saved = (await CreateAsync(New("r1", "one", "2026-02-01"))).ShouldBeOfType<SaveOutcome.Saved>();
        (saved.Record.Key, saved.Exact).ShouldBe(("K0010", true));
        saved.Record.Values.ShouldBe([FieldValue.Of("one"), FieldValue.Of("2026-02-01")]);
        Read(files.Path, "xl/worksheets/sheet1.xml").ShouldContain(
            """<row r="4"><c r="A4" s="2" t="inlineStr"><is><t xml:space="preserve">K0010</t></is></c><c r="B4" s="2" t="inlineStr"><is><t xml:space="preserve">one</t></is></c><c r="C4" s="1"><v>46054</v></c><c r="D4"><f>1+1</f><v>2</v></c><c r="E4" t="inlineStr"><is><t xml:space="preserve">r1</t></is></c></row>""");
        SdkWorkbook.Mistakes(files.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_new_records_stand_in_rows_that_are_there_and_rows_that_are_not()
    {
        var outcomes = await CreateAllAsync([.. Enumerable.Range(1, 4).Select(number => New($"r{number}", $"new {number}"))]);
        outcomes.Cast<SaveOutcome.Saved>().Select(saved => saved.Record.Key).ShouldBe(["K0010", "K0011", "K0012", "K0013"]);
        var sheet = Read(files.Path, "xl/worksheets/sheet1.xml");
        sheet.ShouldContain("""<row r="5"><c r="A5" t="inlineStr">""");
        sheet.ShouldContain("""<c r="B6" s="2" t="inlineStr"><is><t xml:space="preserve">new 3</t></is></c>""");
        sheet.ShouldContain("""<row r="7"><c r="A7" t="inlineStr">""");
        SdkWorkbook.Mistakes(files.Path).ShouldBeEmpty();
        await using var again = await files.OpenAsync();
        (await again.SearchAsync(ActorType.Customer, Fields, new SearchRequest("new", null, [], null, 10), default)).Records.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Rows_beyond_what_was_used_make_the_sheet_s_dimension_larger()
    {
        await CreateAllAsync([.. Enumerable.Range(1, 6).Select(number => New($"r{number}", "x"))]);
        Read(files.Path, "xl/worksheets/sheet1.xml").ShouldContain("""<dimension ref="A1:E9"/>""");
    }

    [Fact]
    public async Task A_record_is_found_by_our_reference_and_not_made_twice()
    {
        var outcomes = await CreateAllAsync([New("r1", "one"), New("r1", "one")]);
        outcomes.Cast<SaveOutcome.Saved>().Select(saved => saved.Record.Key).ShouldBe(["K0010", "K0010"]);
        var again = (await CreateAsync(New("r1", "another"))).ShouldBeOfType<SaveOutcome.Saved>();
        (again.Record.Key, again.Record.Values[0], again.Exact).ShouldBe(("K0010", FieldValue.Of("one"), false));
        (await ((IErpWriter)session).FindByReferenceAsync(ActorType.Customer, Fields, "r1", default)).ShouldHaveSingleItem().Key.ShouldBe("K0010");
        (await ((IErpWriter)session).FindByReferenceAsync(ActorType.Customer, Fields, "r2", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_record_s_key_is_not_given_again()
    {
        (await CreateAsync(New("r1", "one"))).ShouldBeOfType<SaveOutcome.Saved>().Record.Key.ShouldBe("K0010");
        SdkWorkbook.DeleteRow(files.Path, "Customer", 4);
        (await CreateAsync(New("r2", "two"))).ShouldBeOfType<SaveOutcome.Saved>().Record.Key.ShouldBe("K0011");
    }

    [Fact]
    public async Task A_new_record_without_a_mandatory_field_is_refused_and_the_others_are_made()
    {
        var outcomes = await CreateAllAsync([New("r1", "one"), new NewActor("r2", null, []), New("r3", "three")]);
        outcomes[1].ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Field.ShouldBe("name");
        outcomes[2].ShouldBeOfType<SaveOutcome.Saved>().Record.Key.ShouldBe("K0011");
    }

    [Theory]
    [InlineData("twice", "5", "formula")]
    [InlineData("key", "K5", "Only the ERP")]
    [InlineData("nowhere", "x", "no column")]
    [InlineData("since", "1899-12-31", "days from 1900")]
    [InlineData("since", "tomorrow", "Must be a date")]
    [InlineData("name", "a\u0001b", "cannot be stored")]
    [InlineData("name", "\uFFFE", "cannot be stored")]
    public async Task A_value_a_cell_cannot_take_is_refused_at_its_field(string field, string value, string said)
    {
        FieldChange[] change = [new FieldChange(field, FieldValue.NotRead, FieldValue.Of(value))];
        FieldChange[] name = field == "name" ? [] : [new FieldChange("name", FieldValue.NotRead, FieldValue.Of("n"))];
        var before = await File.ReadAllBytesAsync(files.Path);
        var updated = (await ((IErpWriter)session).UpdateAsync(ActorType.Customer, Fields, [new ActorUpdate("K0009", null, change)], default)).ShouldHaveSingleItem();
        foreach (var outcome in new[] { updated, await CreateAsync(new NewActor("r1", null, [.. name, .. change])) })
        {
            var error = outcome.ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem();
            error.Field.ShouldBe(field);
            error.Message.English.ShouldContain(said);
        }

        (await File.ReadAllBytesAsync(files.Path)).ShouldBe(before);
    }

    [Fact]
    public async Task Half_a_character_is_refused() =>
        (await CreateAsync(New("r1", "x\ud800"))).ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Field.ShouldBe("name");

    [Fact]
    public async Task A_text_longer_than_a_cell_holds_is_refused_and_the_longest_is_not()
    {
        (await CreateAsync(New("r1", new string('x', 32_768)))).ShouldBeOfType<SaveOutcome.Rejected>().Errors[0].Message.English.ShouldContain("32767");
        (await CreateAsync(New("r2", new string('x', 32_767)))).ShouldBeOfType<SaveOutcome.Saved>();
    }

    [Fact]
    public async Task A_person_comes_under_its_customer_and_not_under_one_that_is_not_there()
    {
        var person = new NewActor("", new ActorRef(ActorType.Customer, "K0009"), [new FieldChange("name", FieldValue.NotRead, FieldValue.Of("Ida"))]);
        var writer = (IErpWriter)session;
        var outcomes = await writer.CreateAsync(ActorType.Person, new FieldSet(["name"]), [person, person with { Parent = new ActorRef(ActorType.Customer, "K1") }], default);
        var saved = outcomes[0].ShouldBeOfType<SaveOutcome.Saved>().Record;
        (saved.Key, saved.Parent).ShouldBe(("42", new ActorRef(ActorType.Customer, "K0009")));
        outcomes[1].ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Message.English.ShouldContain("not in the ERP");
        Read(files.Path, "xl/worksheets/sheet2.xml").ShouldContain("""<c r="A3"><v>42</v></c>""", customMessage: "a number follows a number");
    }

    private static NewActor New(string reference, string name, string? since = null) => new(
        reference, null,
        [new FieldChange("name", FieldValue.NotRead, FieldValue.Of(name)), .. since is null ? [] : new[] { new FieldChange("since", FieldValue.NotRead, FieldValue.Of(since)) }]);

    private async Task<SaveOutcome> CreateAsync(NewActor actor) => (await CreateAllAsync([actor])).ShouldHaveSingleItem();

    private Task<IReadOnlyList<SaveOutcome>> CreateAllAsync(IReadOnlyList<NewActor> actors) => ((IErpWriter)session).CreateAsync(ActorType.Customer, Fields, actors, default);
}
