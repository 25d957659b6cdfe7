using System.Text;
using System.Xml;
using System.Xml.Linq;
using SuperOfficeErpLink.Connectors.Excel.Model;
using SuperOfficeErpLink.Connectors.Excel.Package;

namespace SuperOfficeErpLink.Connectors.Excel.Reading;

/// <summary>Makes a workbook of a file's bytes.</summary>
internal sealed class WorkbookReader
{
    private const string FieldsSheet = "Fields";
    private const string ClientSheet = "Client";

    private static readonly byte[] CompoundFile = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    private static readonly byte[] Encrypted = Encoding.Unicode.GetBytes("EncryptedPackage");

    private static readonly ActorType[] ActorTypes = [ActorType.Customer, ActorType.Supplier, ActorType.Partner, ActorType.Person, ActorType.Project];

    private readonly Parts parts;
    private readonly TextPool texts = new();
    private readonly CancellationToken cancellationToken;
    private readonly NumberFormats formats;
    private readonly int sharedTexts;
    private readonly string main;
    private readonly string? styles;
    private readonly XElement root;
    private readonly List<(string Name, string Part)> sheets;
    private bool mayCalculate;

    private WorkbookReader(Parts parts, CancellationToken cancellationToken)
    {
        this.parts = parts;
        this.cancellationToken = cancellationToken;
        main = parts.Relationships("").FirstOrDefault(link => link.Kind == "officeDocument")?.Part ?? throw new InvalidDataException("It is no Office document");
        root = parts.Load(main).Root!;
        var links = parts.Relationships(main);
        styles = links.FirstOrDefault(link => link.Kind == "styles")?.Part;
        formats = styles is null ? NumberFormats.None : NumberFormats.Read(parts.Load(styles));
        var worksheets = links.Where(link => link.Kind == "worksheet").ToDictionary(link => link.Id, link => link.Part, StringComparer.Ordinal);
        sheets = [.. root.Elements().Where(item => item.Name.LocalName == "sheets").Elements()
            .Select(item => ((string?)item.Attribute("name") ?? "", worksheets.GetValueOrDefault(item.Attributes().FirstOrDefault(one => one.Name.LocalName == "id")?.Value ?? "") ?? ""))
            .Where(sheet => sheet.Item2.Length > 0)];
        mayCalculate = links.Any(link => link.Kind == "calcChain");
        sharedTexts = links.FirstOrDefault(link => link.Kind == "sharedStrings") is { } strings ? ReadSharedTexts(strings.Part) : 0;
    }

    /// <exception cref="ConnectorException">Misconfigured: it cannot be read, or what it says cannot be used.</exception>
    public static Workbook Read(byte[] file, string name, bool isFresh, CancellationToken cancellationToken)
    {
        if (file.AsSpan().StartsWith(CompoundFile))
        {
            throw file.AsSpan().IndexOf(Encrypted) >= 0 ? WorkbookFailure.Protected(name) : WorkbookFailure.OldFormat(name);
        }

        try
        {
            using var opened = new Parts(file);
            return new WorkbookReader(opened, cancellationToken).Read(WorkbookFile.HashOf(file));
        }
        catch (TooLargeException)
        {
            throw WorkbookFailure.TooLarge(name);
        }
        catch (Exception broken) when (broken is InvalidDataException or XmlException or DecoderFallbackException or FormatException or EndOfStreamException
            or NotSupportedException or ArgumentException or OverflowException)
        {
            throw WorkbookFailure.Broken(name, broken.Message, broken, isFresh);
        }
    }

    private Workbook Read(string hash)
    {
        var date1904 = (string?)root.Elements().FirstOrDefault(item => item.Name.LocalName == "workbookPr")?.Attribute("date1904");
        var dates = date1904 is "1" or "true" ? DateSystem.From1904 : DateSystem.From1900;
        var actors = new List<(ActorType Type, SheetGrid Grid)>();
        var lists = new Dictionary<string, ListSheet>(StringComparer.Ordinal);
        SheetGrid? fields = null;
        string? client = null;
        foreach (var (name, part) in sheets)
        {
            if (Array.Find(ActorTypes, type => string.Equals(type.ToString(), name, StringComparison.OrdinalIgnoreCase)) is var type and not ActorType.None)
            {
                actors.Add((type, ReadGrid(name, part, headersOnly: false)));
            }
            else if (string.Equals(name, FieldsSheet, StringComparison.OrdinalIgnoreCase))
            {
                fields = ReadGrid(name, part, headersOnly: false);
            }
            else if (string.Equals(name, ClientSheet, StringComparison.OrdinalIgnoreCase))
            {
                client = ReadClientId(ReadGrid(name, part, headersOnly: false), dates);
            }
            else if (ReadGrid(name, part, headersOnly: true) is var headers && headers.Find("key") >= 0 && headers.Find("name") >= 0)
            {
                lists[name] = ListReader.Read(ReadGrid(name, part, headersOnly: false), dates);
            }
            else
            {
                mayCalculate = true;
            }
        }

        var sheetsOfActors = ActorSheets.Read(actors, fields, lists, dates);
        return new Workbook(hash, dates, client, sheetsOfActors, lists, new WorkbookParts(main, styles, mayCalculate));
    }

    private static string ReadClientId(SheetGrid grid, DateSystem dates) =>
        grid.Find("id") is var column and >= 0 && grid.Rows.Count > 0 && CellValues.Read(FieldType.Text, grid.Columns[column][0], dates) is { HasText: true } id
            ? id.Text!
            : throw WorkbookFailure.At(
                WorkbookFailure.Sheet(grid.Name), "must have the header \"id\" and an id below it. Fill it in, or delete the sheet.",
                "skal have overskriften \"id\" og et id under den. Udfyld det, eller slet arket.");

    private SheetGrid ReadGrid(string name, string part, bool headersOnly)
    {
        var grid = new SheetGrid { Name = name, Part = part, Tables = headersOnly ? [] : ReadTables(part) };
        using var xml = parts.OpenXml(part);
        new SheetReader(xml, grid, texts, sharedTexts, formats, headersOnly).Read(cancellationToken);
        mayCalculate |= grid.HasFormulas;
        return grid;
    }

    private List<SheetTable> ReadTables(string part)
    {
        var tables = new List<SheetTable>();
        foreach (var link in parts.Relationships(part).Where(link => link.Kind == "table"))
        {
            var table = parts.Load(link.Part).Root!;
            if (CellRange.Read((string?)table.Attribute("ref")) is { } range)
            {
                tables.Add(new SheetTable(link.Part, range, (int?)table.Attribute("totalsRowCount") ?? 0));
            }
        }

        return tables;
    }

    private int ReadSharedTexts(string part)
    {
        using var xml = parts.OpenXml(part);
        var count = 0;
        xml.Read();
        while (!xml.EOF)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "si")
            {
                texts.AddShared(RichText.Read(xml));
                if (++count % 10_000 == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
            else
            {
                xml.Read();
            }
        }

        return count;
    }
}

/// <summary>Reads the items of a list.</summary>
internal static class ListReader
{
    public static ListSheet Read(SheetGrid grid, DateSystem dates)
    {
        var (key, name, inactive) = (grid.Find("key"), grid.Find("name"), grid.Find("inactive"));
        var items = new List<ListItem>();
        var byKey = new Dictionary<string, ListItem>(StringComparer.Ordinal);
        for (var row = 0; row < grid.Rows.Count; row++)
        {
            if (Say(key, row) is not { } itemKey)
            {
                continue;
            }

            var item = new ListItem(itemKey, Say(name, row) ?? itemKey, ActorSheet.IsNo(Say(inactive, row)));
            if (!byKey.TryAdd(itemKey, item))
            {
                throw WorkbookFailure.At(
                    grid.Place(key, row), $"repeats the key \"{itemKey}\". Give each item a key of its own.", $"gentager nøglen \"{itemKey}\". Giv hvert punkt sin egen nøgle.");
            }

            items.Add(item);
        }

        return new ListSheet(grid.Name, items, byKey);

        string? Say(int column, int row) =>
            column >= 0 && CellValues.Read(FieldType.Text, grid.Columns[column][row], dates) is { HasText: true } value ? value.Text : null;
    }
}
