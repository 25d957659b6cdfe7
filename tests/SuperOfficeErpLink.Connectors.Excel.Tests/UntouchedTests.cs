using System.IO.Compression;
using static SuperOfficeErpLink.Connectors.Excel.Tests.RawWorkbook;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>What a write leaves as it was: everything that it was not to change.</summary>
public sealed class UntouchedTests : IDisposable
{
    private static readonly FieldSet Fields = new(["name", "since"]);

    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task Only_the_cell_that_was_written_differs()
    {
        const string Before =
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"><!-- <c r="B2"/> --><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>
            <dimension ref="A1:D3"/><cols><col min="1" max="1" width="23.5" customWidth="1"/></cols><sheetData>
            <row r="1" spans="1:4" ht="30" x14ac:dyDescent="0.25"><c r="A1" t="inlineStr"><is><t>key</t></is></c><c r='B1' t='inlineStr'><is><t>name</t></is></c><c r="C1" t="inlineStr"><is><t>since</t></is></c><c r="D1" t="inlineStr"><is><t>twice</t></is></c></row>
            <row r="2" spans="1:4"><c r="A2"><v>1</v></c><c r="B2" s="2" cm="1" t="inlineStr" ><is><t>old &gt; name</t></is></c ><c r="C2" s="1"><v>46053</v></c><c r="D2"><f>A2*2</f><v>2</v></c></row>
            <row r="3"><c r="A3"><v>2</v></c><c r="D3"><f t="shared" ref="D3:D9" si="0">A3*2</f><v>4</v></c></row>
            </sheetData><conditionalFormatting sqref="A1"><cfRule type="duplicateValues" priority="1"/></conditionalFormatting><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><extLst><ext uri="{X}"><any xmlns="urn:x">kept</any></ext></extLst></worksheet>
            """;
        new RawWorkbook { AfterSheets = "<definedNames><definedName name=\"x\">Customer!$A$1</definedName></definedNames>" }.SheetXml("Customer", Before)
            .Sheet("Mine", "<row r=\"1\"><c r=\"A1\"><f>Customer!A2</f><v>1</v></c></row>").Part("xl/vbaProject.bin", "\u0001macros").Save(files.Path);
        var (others, times) = Others();

        await UpdateAsync("1", new FieldChange("name", FieldValue.Of("old > name"), FieldValue.Of("new <name> & \"more\"")));

        var after = Read(files.Path, "xl/worksheets/sheet1.xml");
        after.ShouldBe(Before
            .Replace("""<c r="B2" s="2" cm="1" t="inlineStr" ><is><t>old &gt; name</t></is></c >""", """<c r="B2" s="2" t="inlineStr"><is><t xml:space="preserve">new &lt;name&gt; &amp; &quot;more&quot;</t></is></c>""", StringComparison.Ordinal)
            .Replace("<row r=\"2\" spans=\"1:4\">", "<row r=\"2\">", StringComparison.Ordinal));
        Others().Parts.ShouldBe(others);
        Others().Times.ShouldBe(times);
        Read(files.Path, "xl/workbook.xml").ShouldContain("""</definedNames><calcPr fullCalcOnLoad="1" /></workbook>""", customMessage: "formulas are calculated again");
        SdkWorkbook.Mistakes(files.Path).Where(mistake => !mistake.Contains("vbaProject", StringComparison.Ordinal) && !mistake.Contains("conditional", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_date_comes_into_a_blank_cell_with_a_style_of_its_own_that_looks_like_the_old_one()
    {
        new RawWorkbook().Sheet("Customer", $"{Header("key", "name", "since")}<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"C2\" s=\"2\"/></row>").Sheet("Fields", Describe("since", "Date")).Save(files.Path);
        await UpdateAsync("1", new FieldChange("since", FieldValue.Blank, FieldValue.Of("2026-01-31")));
        Read(files.Path, "xl/worksheets/sheet1.xml").ShouldContain("""<c r="C2" s="5"><v>46053</v></c>""");
        Read(files.Path, "xl/styles.xml").ShouldContain("""<xf numFmtId="14" fontId="1" xfId="0" applyNumberFormat="1" /></cellXfs>""");
        Witness.Read(files.Path, 2, 2).ShouldBe(new DateTime(2026, 1, 31));
    }

    [Fact]
    public async Task A_number_in_a_text_field_stays_a_number_where_that_says_the_same()
    {
        new RawWorkbook().Sheet("Customer", $"{Header("key", "name")}<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>5</v></c></row>").Save(files.Path);
        await UpdateAsync("1", new FieldChange("name", FieldValue.Of("5"), FieldValue.Of("6.5")));
        Read(files.Path, "xl/worksheets/sheet1.xml").ShouldContain("""<c r="B2"><v>6.5</v></c>""");
        await UpdateAsync("1", new FieldChange("name", FieldValue.Of("6.5"), FieldValue.Of("0800")));
        Read(files.Path, "xl/worksheets/sheet1.xml").ShouldContain("""<c r="B2" t="inlineStr"><is><t xml:space="preserve">0800</t></is></c>""");
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+45 70 10 10 10")]
    [InlineData("-")]
    [InlineData("@SUM(A1)")]
    [InlineData("{=A1}")]
    public async Task No_text_becomes_a_formula(string text)
    {
        Simple();
        await UpdateAsync("1", new FieldChange("name", FieldValue.Of("a"), FieldValue.Of(text)));
        Read(files.Path, "xl/worksheets/sheet1.xml").ShouldNotContain("<f");
        Witness.Read(files.Path, 2, 1).ShouldBe(text);
    }

    [Fact]
    public async Task Texts_that_XML_has_no_place_for_come_back_as_written()
    {
        Simple();
        foreach (var text in new[] { "line\r\nline\rline\nend\t", "_x000D_", "_x_x0041_", "\U0001F600 ]]> &amp; <t>", new string('æ', 4000), "  " })
        {
            (await UpdateAsync("1", new FieldChange("name", FieldValue.NotRead, FieldValue.Of(text)))).Record.Values[0].ShouldBe(FieldValue.Of(text));
            Witness.Read(files.Path, 2, 1).ShouldBe(text, "another reader agrees");
        }
    }

    [Fact]
    public async Task The_file_s_rights_stay()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Simple();
        File.SetUnixFileMode(files.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await UpdateAsync("1", new FieldChange("name", FieldValue.Of("a"), FieldValue.Of("b")));
        File.GetUnixFileMode(files.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        files.Leftovers.ShouldBeEmpty();
    }

    private static string Describe(string field, string type) => $"{Header("sheet", "field", "type")}<row r=\"2\">{Text("A2", "Customer")}{Text("B2", field)}{Text("C2", type)}</row>";

    private void Simple() => new RawWorkbook().Sheet("Customer", $"{Header("key", "name")}<row r=\"2\"><c r=\"A2\"><v>1</v></c>{Text("B2", "a")}</row>").Save(files.Path);

    private async Task<SaveOutcome.Saved> UpdateAsync(string key, FieldChange change)
    {
        await using var session = await files.OpenAsync();
        var outcomes = await ((IErpWriter)session).UpdateAsync(ActorType.Customer, Fields, [new ActorUpdate(key, null, [change])], default);
        return outcomes.ShouldHaveSingleItem().ShouldBeOfType<SaveOutcome.Saved>();
    }

    private (List<(string, string)> Parts, List<DateTimeOffset> Times) Others()
    {
        using var archive = ZipFile.OpenRead(files.Path);
        var entries = archive.Entries.Where(entry => entry.FullName is not ("xl/worksheets/sheet1.xml" or "xl/workbook.xml")).OrderBy(entry => entry.FullName, StringComparer.Ordinal).ToList();
        return (entries.ConvertAll(entry => (entry.FullName, Read(files.Path, entry.FullName))), entries.ConvertAll(entry => entry.LastWriteTime));
    }
}
