using static SuperOfficeErpLink.Connectors.Excel.Tests.RawWorkbook;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>What stands in a cell, in every way a workbook can hold it, as the field's canonical text.</summary>
public sealed class CellValueTests : IDisposable
{
    private const string NotRead = "(not read)";
    private const string Blank = "(blank)";

    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("Text", """<c r="B2" t="s"><v>0</v></c>""", "\"shared\"")]
    [InlineData("Text", """<c r="B2" t="s"><v>1</v></c>""", "\"rich text\"")]
    [InlineData("Text", """<c r="B2" t="s"><v>2</v></c>""", Blank)]
    [InlineData("Text", """<c r="B2" t="inlineStr"><is><r><t xml:space="preserve">a </t></r><r><t>b</t></r></is></c>""", "\"a b\"")]
    [InlineData("Text", """<c r="B2" t="inlineStr"><is><t xml:space="preserve">  kept  </t></is></c>""", "\"  kept  \"")]
    [InlineData("Text", """<c r="B2" t="inlineStr"><is><t>0042</t></is></c>""", "\"0042\"")]
    [InlineData("Text", "<c r=\"B2\" t=\"inlineStr\"><is><t>a_x000D_\nb_x005F_x000D_c_xZZ_</t></is></c>", "\"a\r\nb_x000D_c_xZZ_\"")]
    [InlineData("Text", """<c r="B2"><v>42</v></c>""", "\"42\"")]
    [InlineData("Text", """<c r="B2"><v>12.499999999999999</v></c>""", "\"12.5\"")]
    [InlineData("Text", """<c r="B2"><v>1E+3</v></c>""", "\"1000\"")]
    [InlineData("Text", """<c r="B2"><v>-0</v></c>""", "\"0\"")]
    [InlineData("Text", """<c r="B2"><v>123456789012345</v></c>""", "\"123456789012345\"")]
    [InlineData("Text", """<c r="B2" t="b"><v>1</v></c>""", "\"1\"")]
    [InlineData("Text", """<c r="B2" s="1"><v>46053</v></c>""", "\"2026-01-31\"")]
    [InlineData("Text", """<c r="B2" s="3"><v>46053.333333333336</v></c>""", "\"2026-01-31T08:00:00Z\"")]
    [InlineData("Text", """<c r="B2" s="2"><v>3</v></c>""", "\"3\"")]
    [InlineData("Text", """<c r="B2" s="4"><v>1.5</v></c>""", "\"1.5\"")]
    [InlineData("Text", """<c r="B2" s="1"/>""", Blank)]
    [InlineData("Text", """<c r="B2" t="e"><v>#N/A</v></c>""", NotRead)]
    [InlineData("Text", """<c r="B2"><f>A2</f><v>7</v></c>""", "\"7\"")]
    [InlineData("Text", """<c r="B2"><f>A2</f></c>""", NotRead)]
    [InlineData("Text", """<c r="B2" t="str"><f>A2</f><v></v></c>""", Blank)]
    [InlineData("Text", """<c r="B2" t="str"><f>A2</f><v>=1+1</v></c>""", "\"=1+1\"")]
    [InlineData("Integer", """<c r="B2"><v>9</v></c>""", "\"9\"")]
    [InlineData("Integer", """<c r="B2"><v>9.5</v></c>""", NotRead)]
    [InlineData("Integer", """<c r="B2" t="inlineStr"><is><t>0042</t></is></c>""", "\"42\"")]
    [InlineData("Integer", """<c r="B2" s="1"><v>46053</v></c>""", NotRead)]
    [InlineData("Decimal", """<c r="B2"><v>0.30000000000000004</v></c>""", "\"0.3\"")]
    [InlineData("Decimal", """<c r="B2"><v>1.1000000000000001</v></c>""", "\"1.1\"")]
    [InlineData("Decimal", """<c r="B2" t="inlineStr"><is><t>12.50</t></is></c>""", "\"12.5\"")]
    [InlineData("Decimal", """<c r="B2" t="inlineStr"><is><t>12,50</t></is></c>""", NotRead)]
    [InlineData("Decimal", """<c r="B2"><v>1E+300</v></c>""", NotRead)]
    [InlineData("Checkbox", """<c r="B2" t="b"><v>0</v></c>""", "\"0\"")]
    [InlineData("Checkbox", """<c r="B2"><v>1</v></c>""", "\"1\"")]
    [InlineData("Checkbox", """<c r="B2"><v>2</v></c>""", NotRead)]
    [InlineData("Date", """<c r="B2" s="1"><v>46053</v></c>""", "\"2026-01-31\"")]
    [InlineData("Date", """<c r="B2" s="1"><v>46053.5</v></c>""", NotRead)]
    [InlineData("Date", """<c r="B2" s="1"><v>1</v></c>""", "\"1900-01-01\"")]
    [InlineData("Date", """<c r="B2" s="1"><v>59</v></c>""", "\"1900-02-28\"")]
    [InlineData("Date", """<c r="B2" s="1"><v>60</v></c>""", NotRead)]
    [InlineData("Date", """<c r="B2" s="1"><v>61</v></c>""", "\"1900-03-01\"")]
    [InlineData("Date", """<c r="B2" s="1"><v>0.5</v></c>""", NotRead)]
    [InlineData("Date", """<c r="B2" s="1"><v>2958465</v></c>""", "\"9999-12-31\"")]
    [InlineData("Date", """<c r="B2" s="1"><v>2958466</v></c>""", NotRead)]
    [InlineData("Date", """<c r="B2" t="d"><v>2026-01-31</v></c>""", "\"2026-01-31\"")]
    [InlineData("DateTime", """<c r="B2" s="3"><v>46053</v></c>""", "\"2026-01-31T00:00:00Z\"")]
    [InlineData("DateTime", """<c r="B2" s="3"><v>46053.999988425923</v></c>""", "\"2026-01-31T23:59:59Z\"")]
    public async Task A_cell_is_read_as_its_field_s_canonical_text(string type, string cell, string value) => (await ReadAsync(type, cell)).ShouldBe(value);

    [Theory]
    [InlineData("""<c r="B2" s="1"><v>0</v></c>""", "\"1904-01-01\"")]
    [InlineData("""<c r="B2" s="1"><v>44591</v></c>""", "\"2026-01-31\"")]
    [InlineData("""<c r="B2" s="1"><v>60</v></c>""", "\"1904-03-01\"")]
    public async Task Days_count_from_1904_where_the_workbook_says_so(string cell, string value) =>
        (await ReadAsync("Date", cell, """<workbookPr date1904="1"/>""")).ShouldBe(value);

    private async Task<string> ReadAsync(string type, string cell, string before = "")
    {
        new RawWorkbook { BeforeSheets = before, SharedStrings = "<si><t>shared</t></si><si><r><t>rich</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> text</t></r><rPh sb=\"0\" eb=\"1\"><t>RICH</t></rPh></si><si><t/></si>" }
            .Sheet("Customer", $"""{Header("key", "value")}<row r="2">{Text("A2", "1")}{cell}</row>""")
            .Sheet("Fields", $"""{Header("sheet", "field", "type")}<row r="2">{Text("A2", "Customer")}{Text("B2", "value")}{Text("C2", type)}</row>""").Save(files.Path);
        await using var session = await files.OpenAsync();
        return (await session.GetAsync(ActorType.Customer, new FieldSet(["value"]), ["1"], default)).Found.ShouldHaveSingleItem().Values[0].ToString();
    }
}
