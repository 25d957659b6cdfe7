using System.IO.Compression;
using System.Text;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>A workbook from the XML of its sheets, to the letter: for what no program would write, and for what must come through untouched.</summary>
internal sealed class RawWorkbook
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Head = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""";

    private readonly List<(string Name, string Xml)> sheets = [];
    private readonly Dictionary<string, string> extra = new(StringComparer.Ordinal);

    public string Styles { get; init; } =
        $"""
        {Head}<styleSheet xmlns="{Main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd;@"/><numFmt numFmtId="165" formatCode="0.00 &quot;days&quot;"/></numFmts>
        <fonts count="2"><font/><font><b/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>
        <cellStyleXfs count="1"><xf/></cellStyleXfs>
        <cellXfs count="5"><xf numFmtId="0" xfId="0"/><xf numFmtId="164" xfId="0"/><xf numFmtId="165" fontId="1" xfId="0"/><xf numFmtId="22" xfId="0"/><xf numFmtId="46" xfId="0"/></cellXfs></styleSheet>
        """;

    public string? SharedStrings { get; init; }

    /// <summary>Between the sheets' list and the end of the workbook part.</summary>
    public string AfterSheets { get; init; } = "";

    public string BeforeSheets { get; init; } = "";

    /// <summary>A sheet from its rows.</summary>
    public RawWorkbook Sheet(string name, string rows) => SheetXml(name, $"""<worksheet xmlns="{Main}"><sheetData>{rows}</sheetData></worksheet>""");

    public RawWorkbook SheetXml(string name, string xml)
    {
        sheets.Add((name, xml));
        return this;
    }

    public RawWorkbook Part(string name, string content)
    {
        extra[name] = content;
        return this;
    }

    public void Save(string path)
    {
        File.Delete(path);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        void Add(string name, string content)
        {
            using var writer = new StreamWriter(archive.CreateEntry(name).Open(), new UTF8Encoding(false));
            writer.Write(content);
        }

        Add("[Content_Types].xml", $"""
            {Head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/octet-stream"/>
            <Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>
            {string.Concat(sheets.Select((_, index) => $"""<Override PartName="/xl/worksheets/sheet{index + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"""))}
            {(SharedStrings is null ? "" : """<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>""")}
            {string.Concat(extra.Keys.Where(name => name.StartsWith("xl/tables/", StringComparison.Ordinal)).Select(name => $"""<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"/>"""))}
            </Types>
            """);
        Add("_rels/.rels", $"""{Head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Add("xl/workbook.xml", $"""
            {Head}<workbook xmlns="{Main}" xmlns:r="{Relations}">{BeforeSheets}<sheets>{string.Concat(sheets.Select((sheet, index) => $"""<sheet name="{sheet.Name}" sheetId="{index + 1}" r:id="rId{index + 1}"/>"""))}</sheets>{AfterSheets}</workbook>
            """);
        Add("xl/_rels/workbook.xml.rels", $"""
            {Head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{string.Concat(sheets.Select((_, index) => $"""<Relationship Id="rId{index + 1}" Type="{Relations}/worksheet" Target="worksheets/sheet{index + 1}.xml"/>"""))}
            <Relationship Id="rId100" Type="{Relations}/styles" Target="styles.xml"/>{(SharedStrings is null ? "" : $"""<Relationship Id="rId101" Type="{Relations}/sharedStrings" Target="/xl/sharedStrings.xml"/>""")}</Relationships>
            """);
        Add("xl/styles.xml", Styles);
        if (SharedStrings is not null)
        {
            Add("xl/sharedStrings.xml", $"""{Head}<sst xmlns="{Main}">{SharedStrings}</sst>""");
        }

        for (var index = 0; index < sheets.Count; index++)
        {
            Add($"xl/worksheets/sheet{index + 1}.xml", sheets[index].Xml);
        }

        foreach (var (name, content) in extra)
        {
            Add(name, content);
        }
    }

    /// <summary>A part's text as it is in a file.</summary>
    public static string Read(string path, string part)
    {
        using var archive = ZipFile.OpenRead(path);
        using var reader = new StreamReader(archive.GetEntry(part)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>A cell with a text of its own.</summary>
    public static string Text(string address, string xml) => $"""<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{xml}</t></is></c>""";

    /// <summary>A first row of texts, from column A on.</summary>
    public static string Header(params string[] names) =>
        $"<row r=\"1\">{string.Concat(names.Select((name, column) => Text(SdkWorkbook.Address(column, 1), name)))}</row>";
}
