using System.IO.Compression;
using System.Text;
using static SuperOfficeErpLink.Connectors.Excel.Tests.RawWorkbook;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>Workbooks that cannot be used, and what is said of them.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public Task A_repeated_key_is_named_with_its_cell() => RefusedAsync(
        new RawWorkbook().Sheet("Customer", $"{Header("key", "name")}<row r=\"2\">{Text("A2", "7")}</row><row r=\"5\"><c r=\"A5\"><v>7</v></c></row>"), "sheet Customer, cell A5, repeats the key \"7\" of row 2");

    [Fact]
    public Task A_repeated_header_is_named_with_its_cell() => RefusedAsync(
        new RawWorkbook().Sheet("Customer", Header("key", "name", "Name ")), "sheet Customer, cell C1, repeats the name \"Name\"");

    [Fact]
    public Task A_key_that_is_an_error_is_named_with_its_cell() => RefusedAsync(
        new RawWorkbook().Sheet("Customer", $"{Header("name", "key")}<row r=\"2\">{Text("A2", "x")}<c r=\"B2\" t=\"e\"><f>NA()</f><v>#N/A</v></c></row>"), "sheet Customer, cell B2,");

    [Fact]
    public Task A_workbook_without_a_sheet_of_an_actor_type_says_which_there_may_be() =>
        RefusedAsync(new RawWorkbook().Sheet("Sheet1", Header("key", "street")), "none of Customer, Supplier, Partner, Person and Project");

    [Fact]
    public Task An_empty_sheet_is_named() => RefusedAsync(new RawWorkbook().Sheet("Customer", "<row r=\"1\"/>"), "sheet Customer is empty");

    [Theory]
    [InlineData("type", "Number", "cell C2, must be one of Text, Integer, Decimal")]
    [InlineData("access", "secret", "cell C2, must be one of Normal, Mandatory, ReadOnly")]
    [InlineData("max length", "many", "cell C2, must be a whole number")]
    [InlineData("list", "nowhere", "cell C2, must name a sheet")]
    public Task A_mistake_in_the_description_of_a_field_is_named_with_its_cell(string header, string value, string said) => RefusedAsync(
        new RawWorkbook().Sheet("Customer", Header("key", "name"))
            .Sheet("Fields", $"{Header("sheet", "field", header)}<row r=\"2\">{Text("A2", "Customer")}{Text("B2", "name")}{Text("C2", value)}</row>"), "sheet Fields, " + said);

    [Fact]
    public Task A_description_of_a_field_that_is_not_there_is_named_with_its_cell() => RefusedAsync(
        new RawWorkbook().Sheet("Customer", Header("key", "name"))
            .Sheet("Fields", $"{Header("sheet", "field")}<row r=\"2\">{Text("A2", "Customer")}{Text("B2", "nmae")}</row>"), "sheet Fields, cell B2,");

    [Fact]
    public async Task A_workbook_that_is_not_there_is_waited_for()
    {
        var failure = await Should.ThrowAsync<ConnectorException>(() => files.OpenAsync());
        (failure.Kind, failure.Setting).ShouldBe((FailureKind.Unreachable, ExcelConnector.FileSetting));
    }

    [Theory]
    [InlineData("not a zip file at all")]
    [InlineData("PK\u0003\u0004 and nothing more")]
    [InlineData("")]
    public async Task A_file_that_is_no_workbook_is_broken_once_it_is_no_longer_being_copied(string content)
    {
        await File.WriteAllTextAsync(files.Path, content);
        (await Should.ThrowAsync<ConnectorException>(() => files.OpenAsync())).Kind.ShouldBe(FailureKind.Unreachable);
        File.SetLastWriteTimeUtc(files.Path, DateTime.UtcNow.AddMinutes(-5));
        var failure = await Should.ThrowAsync<ConnectorException>(() => files.OpenAsync());
        failure.Kind.ShouldBe(FailureKind.Misconfigured);
        failure.UserText.English.ShouldStartWith("erp.xlsx cannot be read as a workbook.");
    }

    [Theory]
    [InlineData("EncryptedPackage", "is protected with a password")]
    [InlineData("Workbook", "in the format of Excel 97-2003")]
    public async Task A_compound_file_is_protected_or_old(string stream, string said)
    {
        await File.WriteAllBytesAsync(files.Path, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[512], .. Encoding.Unicode.GetBytes(stream)]);
        (await MisconfiguredAsync()).ShouldContain(said);
    }

    [Fact]
    public async Task A_document_type_is_refused_before_anything_in_it_is_followed()
    {
        new RawWorkbook().SheetXml("Customer", $"""<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/hostname">]><worksheet xmlns="{Main}"><sheetData>{Header("key", "&x;")}</sheetData></worksheet>""").Save(files.Path);
        File.SetLastWriteTimeUtc(files.Path, DateTime.UtcNow.AddMinutes(-5));
        (await MisconfiguredAsync()).ShouldContain("cannot be read as a workbook");
    }

    [Fact]
    public async Task A_small_file_that_unpacks_to_much_is_refused()
    {
        new RawWorkbook().Sheet("Customer", Header("key", "name")).Save(files.Path);
        using (var archive = ZipFile.Open(files.Path, ZipArchiveMode.Update))
        {
            archive.GetEntry("xl/styles.xml")!.Delete();
            using var stream = archive.CreateEntry("xl/styles.xml", CompressionLevel.Fastest).Open();
            stream.Write(Encoding.ASCII.GetBytes($"<styleSheet xmlns=\"{Main}\">"));
            var much = new byte[1024 * 1024];
            Array.Fill(much, (byte)' ');
            for (var megabytes = 0; megabytes < 401; megabytes++)
            {
                stream.Write(much);
            }

            stream.Write("</styleSheet>"u8);
        }

        new FileInfo(files.Path).Length.ShouldBeLessThan(5 * 1024 * 1024);
        (await MisconfiguredAsync()).ShouldContain("too large");
    }

    [Theory]
    [InlineData("""<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>""", "row")]
    [InlineData("""<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>""", "A2")]
    [InlineData("""<row r="2"><c r="A2" t="s"><v>99</v></c></row>""", "A2")]
    [InlineData("""<row r="2"><c r="A2"><v>1.2.3</v></c></row>""", "A2")]
    [InlineData("""<row r="2"><c r="A2"><v>1</v></row>""", "c")]
    public async Task A_sheet_that_is_broken_inside_is_named_in_the_log(string rows, string place)
    {
        new RawWorkbook().Sheet("Customer", Header("key", "name") + rows).Save(files.Path);
        var failure = await Should.ThrowAsync<ConnectorException>(() => files.OpenAsync());
        failure.UserText.English.ShouldContain("cannot be read as a workbook");
        failure.Message.ShouldContain(place);
    }

    [Theory]
    [InlineData("erp.xls")]
    [InlineData("erp.csv")]
    public void Only_workbooks_of_today_s_format_are_taken(string name) =>
        new ExcelConnector().Validate(files.Context(name).Settings).ShouldHaveSingleItem().Message.English.ShouldContain(".xlsx");

    private async Task RefusedAsync(RawWorkbook workbook, string said)
    {
        workbook.Save(files.Path);
        (await MisconfiguredAsync()).ShouldContain(said);
    }

    private async Task<string> MisconfiguredAsync()
    {
        var failure = await Should.ThrowAsync<ConnectorException>(() => files.OpenAsync());
        failure.Kind.ShouldBe(FailureKind.Misconfigured);
        failure.UserText.ByLanguage!["da"].ShouldNotContain("sheet ", Case.Insensitive);
        return failure.UserText.English;
    }
}
