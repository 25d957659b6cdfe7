using System.Xml.Linq;
using SuperOfficeErpLink.Connectors.Excel.Package;

namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>The workbook's cell styles, to which one is added where a date comes into a cell that would show it as a number.</summary>
internal sealed class StyleSheet
{
    private const int DateFormat = 14;
    private const int MomentFormat = 22;

    private readonly XDocument? document;
    private readonly XElement? styles;
    private readonly NumberFormats formats;
    private readonly Dictionary<(int, int), int> added = [];

    public StyleSheet(XDocument? document)
    {
        this.document = document;
        styles = document?.Root!.Elements().FirstOrDefault(item => item.Name.LocalName == "cellXfs");
        formats = document is null ? NumberFormats.None : NumberFormats.Read(document);
    }

    /// <summary>What to write instead of the part; null when it is as it was.</summary>
    public XDocument? Changed => added.Count > 0 ? document : null;

    /// <summary>A style that shows a date, and looks like another in everything else; null in a workbook without styles.</summary>
    public int? ForDate(int style, bool withTime)
    {
        if (styles is null || !styles.HasElements)
        {
            return null;
        }

        if (formats.IsDate(style))
        {
            return style;
        }

        var format = withTime ? MomentFormat : DateFormat;
        if (!added.TryGetValue((style, format), out var index))
        {
            var all = styles.Elements().ToList();
            var copy = new XElement(all[style >= 0 && style < all.Count ? style : 0]);
            copy.SetAttributeValue("numFmtId", format);
            copy.SetAttributeValue("applyNumberFormat", 1);
            all[^1].AddAfterSelf(copy);
            styles.SetAttributeValue("count", all.Count + 1);
            added[(style, format)] = index = all.Count;
        }

        return index;
    }
}
