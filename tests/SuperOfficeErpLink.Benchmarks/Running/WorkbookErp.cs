using System.Globalization;
using System.IO.Compression;
using System.Net;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Excel;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>A workbook of customers as Excel saves one, texts shared, and the connector on it.</summary>
internal sealed class WorkbookErp(string folder, string name) : IOutbound
{
    public const string Sheet = "Customer";

    public static readonly string[] Columns = ["key", "name", "street", "zip", "city", "country", "phone", "email", "group", "since", "credit", "vip"];

    private const string Namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Packages = "http://schemas.openxmlformats.org/package/2006";
    private const string Kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    private const int FirstNumber = 9;

    public static FieldSet Fields { get; } = new([.. Columns]);

    public string File { get; } = Path.Combine(folder, name);

    public static string Key(int record) => string.Create(CultureInfo.InvariantCulture, $"C{100_000 + record}");

    public Task<IErpSession> OpenAsync(CancellationToken cancellationToken) => new ExcelConnector().OpenAsync(
        new ConnectionContext(
            Guid.NewGuid(), IsSaved: true, new Settings(new Dictionary<string, string>(StringComparer.Ordinal) { [ExcelConnector.FileSetting] = name }), this, TimeProvider.System),
        cancellationToken);

    public void Make(int records)
    {
        var shared = new Dictionary<string, int>(StringComparer.Ordinal);
        System.IO.File.Delete(File);
        using var archive = ZipFile.Open(File, ZipArchiveMode.Create);
        Write("[Content_Types].xml", $"""<Types xmlns="{Packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{Kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{Kind}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{Kind}.sharedStrings+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Kind}.worksheet+xml"/></Types>""");
        Write("_rels/.rels", $"""<Relationships xmlns="{Packages}/relationships"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Write("xl/workbook.xml", $"""<workbook xmlns="{Namespace}" xmlns:r="{Relations}"><sheets><sheet name="{Sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>""");
        Write("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{Packages}/relationships"><Relationship Id="rId1" Type="{Relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{Relations}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{Relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>""");
        Write("xl/styles.xml", $"""<styleSheet xmlns="{Namespace}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14"/></cellXfs></styleSheet>""");
        using (var sheet = new StreamWriter(archive.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open()))
        {
            sheet.Write($"""<worksheet xmlns="{Namespace}"><dimension ref="A1:L{records + 1}"/><sheetData><row r="1" spans="1:12">{string.Concat(Columns.Select((column, at) => Text(at, 1, column)))}</row>""");
            for (var record = 0; record < records; record++)
            {
                var (row, texts) = (record + 2, Texts(record));
                sheet.Write($"""<row r="{row}" spans="1:12">{string.Concat(texts.Select((text, at) => Text(at, row, text)))}<c r="J{row}" s="1"><v>{40_000 + (record % 6000)}</v></c><c r="K{row}"><v>{record % 1000}.5</v></c><c r="L{row}" t="b"><v>{record % 2}</v></c></row>""");
            }

            sheet.Write("</sheetData></worksheet>");
        }

        Write("xl/sharedStrings.xml", $"""<sst xmlns="{Namespace}" uniqueCount="{shared.Count}">{string.Concat(shared.Keys.Select(text => $"<si><t>{text}</t></si>"))}</sst>""");

        string Text(int column, int row, string text)
        {
            if (!shared.TryGetValue(text, out var index))
            {
                shared[text] = index = shared.Count;
            }

            return $"""<c r="{(char)('A' + column)}{row}" t="s"><v>{index}</v></c>""";
        }

        void Write(string part, string content)
        {
            using var writer = new StreamWriter(archive.CreateEntry(part, CompressionLevel.Fastest).Open());
            writer.Write(content);
        }
    }

    public HttpMessageHandler CreateHandler() => throw new NotSupportedException("A workbook is a file.");

    public Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) => throw new NotSupportedException("A workbook is a file.");

    public string ResolveFile(string name) => Path.Combine(folder, name);

    private static string[] Texts(int record)
    {
        string[] texts =
        [
            Key(record), $"Kunde {record} & Søn A/S".Replace("&", "&amp;", StringComparison.Ordinal), $"Vestergade {record}", $"{1000 + (record % 9000)}", $"By {record % 600}", "DK",
            $"+45 {70_000_000 + record}", $"post{record}@example.dk", $"G{record % 12}",
        ];
        return texts.Length == FirstNumber ? texts : throw new InvalidOperationException("A column lacks its text.");
    }
}
