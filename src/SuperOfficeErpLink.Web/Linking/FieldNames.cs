using System.Globalization;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>Fields by the names people know them by, each name one field's.</summary>
public sealed class FieldNames
{
    private readonly Dictionary<string, FieldInfo> byName = new(StringComparer.CurrentCultureIgnoreCase);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    public FieldNames(IReadOnlyList<FieldInfo> fields)
    {
        var plain = fields.ToLookup(info => info.Name.In(CultureInfo.CurrentUICulture), StringComparer.CurrentCultureIgnoreCase);
        foreach (var info in fields)
        {
            var name = info.Name.In(CultureInfo.CurrentUICulture);
            names[info.Key] = plain[name].Count() == 1 ? name : $"{name} ({info.Key})";
            byName[names[info.Key]] = info;
        }

        InOrder = [.. names.Values.Order(StringComparer.Create(CultureInfo.CurrentUICulture, ignoreCase: true))];
        Keys = fields.ToDictionary(info => info.Key, StringComparer.Ordinal);
    }

    /// <summary>Names to choose among, as a dictionary of the language has them.</summary>
    public IReadOnlyList<string> InOrder { get; }

    private Dictionary<string, FieldInfo> Keys { get; }

    public string NameOf(FieldInfo info) => names[info.Key];

    /// <summary>The field of a name or key, or the only one whose name holds what was typed; null when that is none or several.</summary>
    public FieldInfo? Find(string? typed)
    {
        var text = (typed ?? "").Trim();
        return text.Length == 0 ? null
            : byName.TryGetValue(text, out var named) ? named
            : Keys.TryGetValue(text, out var known) ? known
            : byName.Where(one => one.Key.Contains(text, StringComparison.CurrentCultureIgnoreCase)).Take(2).ToList() is [var only] ? only.Value
            : null;
    }
}
