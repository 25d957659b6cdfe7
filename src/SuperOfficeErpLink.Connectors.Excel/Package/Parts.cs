using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SuperOfficeErpLink.Connectors.Excel.Package;

/// <summary>The parts of a workbook in memory, by the names they have within it. Nothing outside the workbook is ever opened.</summary>
internal sealed class Parts : IDisposable
{
    public const string Styles = "xl/styles.xml";

    /// <summary>As much text as two million filled cells take.</summary>
    private const long MostUnpacked = 400L * 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly XmlReaderSettings Xml = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CloseInput = true,
    };

    private readonly ZipArchive archive;
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly UnpackBudget budget = new(MostUnpacked);

    /// <exception cref="InvalidDataException">It is no zip file, or one with two parts of one name.</exception>
    public Parts(byte[] workbook)
    {
        archive = new ZipArchive(new MemoryStream(workbook, writable: false), ZipArchiveMode.Read);
        foreach (var entry in archive.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
            {
                throw new InvalidDataException($"Two parts of one name: {entry.FullName}");
            }
        }
    }

    /// <summary>In the order they stand in.</summary>
    public IEnumerable<ZipArchiveEntry> Entries => archive.Entries;

    public bool Has(string part) => entries.ContainsKey(part);

    /// <exception cref="InvalidDataException">There is no such part.</exception>
    public Stream Open(string part) => entries.TryGetValue(part, out var entry)
        ? new BoundedStream(entry.Open(), budget)
        : throw new InvalidDataException($"The part {part} is missing");

    /// <summary>The text of a part, in the encoding its first bytes say; UTF-8 where they say nothing.</summary>
    public StreamReader OpenText(string part) => new(Open(part), Utf8, detectEncodingFromByteOrderMarks: true, bufferSize: 32 * 1024);

    public XmlReader OpenXml(string part) => ReadXml(OpenText(part));

    public static XmlReader ReadXml(TextReader text) => XmlReader.Create(text, Xml);

    public XDocument Load(string part)
    {
        using var reader = OpenXml(part);
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    /// <summary>What a part refers to: id, the last word of the relationship's type, and the part.</summary>
    public IReadOnlyList<Relationship> Relationships(string part)
    {
        var slash = part.LastIndexOf('/');
        var folder = part[..(slash + 1)];
        var path = $"{folder}_rels/{part[(slash + 1)..]}.rels";
        if (!Has(path))
        {
            return [];
        }

        return
        [
            .. Load(path).Root!.Elements().Where(item => item.Name.LocalName == "Relationship" && (string?)item.Attribute("TargetMode") != "External")
                .Select(item => new Relationship(
                    (string?)item.Attribute("Id") ?? "", ((string?)item.Attribute("Type") ?? "").Split('/')[^1], Resolve(folder, (string?)item.Attribute("Target") ?? ""))),
        ];
    }

    public void Dispose() => archive.Dispose();

    private static string Resolve(string folder, string target)
    {
        var steps = new List<string>();
        foreach (var step in (target.StartsWith('/') ? target : folder + target).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".." && steps.Count > 0)
            {
                steps.RemoveAt(steps.Count - 1);
            }
            else if (step is not (".." or "."))
            {
                steps.Add(step);
            }
        }

        return string.Join('/', steps);
    }
}

/// <param name="Kind">The last word of its type: <c>worksheet</c>, <c>styles</c>, <c>table</c>.</param>
/// <param name="Part">The part it leads to.</param>
internal sealed record Relationship(string Id, string Kind, string Part);
