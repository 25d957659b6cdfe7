using System.IO.Compression;
using System.Xml.Linq;
using SuperOfficeErpLink.Connectors.Excel.Model;
using SuperOfficeErpLink.Connectors.Excel.Package;

namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>Copies a workbook with one sheet changed. All other parts come through byte for byte, but for what the change itself asks of them.</summary>
internal sealed class WorkbookWriter
{
    /// <summary>What may stand before <c>calcPr</c> in a workbook; the order is fixed.</summary>
    private static readonly string[] BeforeCalculation =
    [
        "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames",
    ];

    private readonly Parts parts;
    private readonly Workbook workbook;
    private readonly SheetEdit edit;
    private readonly ZipArchive target;
    private readonly StyleSheet styles;

    private WorkbookWriter(Parts parts, Workbook workbook, SheetEdit edit, ZipArchive target)
    {
        this.parts = parts;
        this.workbook = workbook;
        this.edit = edit;
        this.target = target;
        styles = new StyleSheet(workbook.Parts.Styles is { } part ? parts.Load(part) : null);
    }

    public static void Write(byte[] file, Workbook workbook, SheetEdit edit, Stream target)
    {
        using var old = new Parts(file);
        using var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        new WorkbookWriter(old, workbook, edit, archive).Write();
    }

    private void Write()
    {
        // Styles come last: which are needed is known when the cells are written.
        foreach (var entry in parts.Entries.OrderBy(entry => IsPart(entry, workbook.Parts.Styles)))
        {
            var copy = target.CreateEntry(entry.FullName, CompressionLevel.Fastest);
            copy.LastWriteTime = entry.LastWriteTime;
            copy.ExternalAttributes = entry.ExternalAttributes;
            using var stream = copy.Open();
            Write(entry, stream);
        }
    }

    private void Write(ZipArchiveEntry entry, Stream stream)
    {
        if (IsPart(entry, edit.Sheet.Grid.Part))
        {
            WriteSheet(entry.FullName, stream);
        }
        else if (Changed(entry) is { } document)
        {
            document.Save(stream, SaveOptions.DisableFormatting);
        }
        else
        {
            using var source = parts.Open(entry.FullName);
            source.CopyTo(stream);
        }
    }

    private void WriteSheet(string part, Stream stream)
    {
        using var source = parts.OpenText(part);
        source.Peek();
        using var writer = new StreamWriter(stream, source.CurrentEncoding, bufferSize: 32 * 1024, leaveOpen: true);
        SheetWriter.Write(source, writer, edit, styles);
    }

    private XDocument? Changed(ZipArchiveEntry entry) =>
        IsPart(entry, workbook.Parts.Styles) ? styles.Changed
        : IsPart(entry, workbook.Parts.Main) && workbook.Parts.MayCalculate ? WithCalculation()
        : edit.Sheet.Grid.Tables.FirstOrDefault(table => IsPart(entry, table.Part)) is { } one ? WithRows(one)
        : null;

    /// <summary>What formulas show was calculated from the old values: Excel calculates when it opens the workbook.</summary>
    private XDocument WithCalculation()
    {
        var document = parts.Load(workbook.Parts.Main);
        var root = document.Root!;
        var calculation = root.Elements().FirstOrDefault(item => item.Name.LocalName == "calcPr");
        if (calculation is null)
        {
            calculation = new XElement(root.Name.Namespace + "calcPr");
            root.Elements().Last(item => BeforeCalculation.Contains(item.Name.LocalName)).AddAfterSelf(calculation);
        }

        calculation.SetAttributeValue("fullCalcOnLoad", 1);
        return document;
    }

    /// <summary>A table grows with the records below it, as it does when somebody types them; null when it need not.</summary>
    private XDocument? WithRows(SheetTable table)
    {
        if (edit.LastRow <= table.Range.LastRow || edit.Sheet.LastRow != table.Range.LastRow || !table.Range.Holds(table.Range.FirstColumn, edit.Sheet.Grid.HeaderRow))
        {
            return null;
        }

        var document = parts.Load(table.Part);
        var range = (table.Range with { LastRow = edit.LastRow }).ToString();
        document.Root!.SetAttributeValue("ref", range);
        document.Root.Elements().FirstOrDefault(item => item.Name.LocalName == "autoFilter")?.SetAttributeValue("ref", range);
        return document;
    }

    private static bool IsPart(ZipArchiveEntry entry, string? part) => string.Equals(entry.FullName, part, StringComparison.OrdinalIgnoreCase);
}
