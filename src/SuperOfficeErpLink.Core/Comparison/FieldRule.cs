using System.Globalization;
using System.Text;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Comparison;

/// <summary>A field mapping together with what both sides say about their fields: all that deciding one pair needs.</summary>
public sealed class FieldRule
{
    private readonly Dictionary<string, string> toErp = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> toCrm = new(StringComparer.Ordinal);

    public FieldRule(FieldMapping mapping, FieldInfo crm, FieldInfo erp)
    {
        Mapping = mapping;
        Pair = mapping.Pair;
        Crm = crm;
        Erp = erp;
        foreach (var item in mapping.List?.Items ?? [])
        {
            Add(toErp, item.Crm, item.Erp, item.WriteBack);
            Add(toCrm, item.Erp, item.Crm, item.WriteBack);
        }
    }

    public FieldMapping Mapping { get; }

    public FieldPair Pair { get; }

    public FieldInfo Crm { get; }

    public FieldInfo Erp { get; }

    public FieldInfo this[Side side] => side == Side.Crm ? Crm : Erp;

    /// <summary>The side that owns the value of a one-way field; null for a two-way one.</summary>
    public Side? Owner => Mapping.Direction switch
    {
        Direction.ErpToCrm => Side.Erp,
        Direction.CrmToErp => Side.Crm,
        _ => null,
    };

    /// <summary>True when the direction lets values reach a side.</summary>
    public bool Reaches(Side side) => Mapping.Direction == Direction.Both || Owner == side.Other();

    /// <summary>
    /// True when the two sides' values mean the same: one carried over, cut to the target's length and scale, is the other.
    /// </summary>
    public bool Agree(string crm, string erp)
    {
        if (IsDirect && string.Equals(crm, erp, StringComparison.Ordinal))
        {
            return true;
        }

        if (crm.Length == 0 || erp.Length == 0)
        {
            return crm.Length == erp.Length;
        }

        return (Convert(Side.Crm, crm) is { } there && Same(Cut(Erp, there), erp))
            || (Convert(Side.Erp, erp) is { } back && Same(Cut(Crm, back), crm));
    }

    /// <summary>True when two values of one side mean the same.</summary>
    public bool Same(string left, string right) => Normalisers.Same(Normaliser, left, right);

    /// <summary>True when a side that was sent a text holds it, or what that side keeps of it.</summary>
    public bool IsKeptAs(Side side, string sent, string held) => Same(sent, held) || Same(Cut(this[side], sent), held);

    /// <summary>A side's value as the other side would write it.</summary>
    public Carried Carry(Side from, string text)
    {
        var target = this[from.Other()];
        if (target.Access == FieldAccess.ReadOnly)
        {
            return Carried.Not(CannotHold.ReadOnly);
        }

        if (text.Length == 0)
        {
            return target.Access == FieldAccess.Mandatory ? Carried.Not(CannotHold.Mandatory) : Carried.As("");
        }

        if (Convert(from, text) is not { } converted)
        {
            return Carried.Not(IsList ? CannotHold.ListItemUnmapped : CannotHold.WrongType);
        }

        return Fits(target, converted) is var reason and not CannotHold.None ? Carried.Not(reason) : Carried.As(converted);
    }

    /// <summary>Why a field cannot hold a text in canonical form; a list's own items are not known here.</summary>
    public static CannotHold Refusal(FieldInfo target, string text) =>
        text.Length == 0 ? target.Access == FieldAccess.Mandatory ? CannotHold.Mandatory : CannotHold.None
        : target.Type == FieldType.List ? CannotHold.None
        : ToType(FieldType.Text, target.Type, text) is { } typed ? Fits(target, typed) : CannotHold.WrongType;

    private bool IsList => Crm.Type == FieldType.List || Erp.Type == FieldType.List;

    private bool IsDirect => !IsList;

    private Normaliser Normaliser =>
        Crm.Type == FieldType.Text && Erp.Type == FieldType.Text ? Mapping.Normaliser : Normaliser.Exact;

    private static void Add(Dictionary<string, string> map, string from, string to, bool preferred)
    {
        if (preferred)
        {
            map[from] = to;
        }
        else
        {
            map.TryAdd(from, to);
        }
    }

    /// <summary>The value in the other side's type, whole; null when it has none.</summary>
    private string? Convert(Side from, string text)
    {
        if (IsList)
        {
            return (from == Side.Crm ? toErp : toCrm).GetValueOrDefault(text);
        }

        return ToType(this[from].Type, this[from.Other()].Type, text);
    }

    private static string? ToType(FieldType source, FieldType target, string text) => (source, target) switch
    {
        _ when source == target => text,
        (_, FieldType.Text) => text,
        (FieldType.DateTime, FieldType.Date) => text.Length >= 10 && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text[..10] : null,
        (FieldType.Date, FieldType.DateTime) => text + "T00:00:00Z",
        (_, FieldType.Date) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : null,
        (_, FieldType.DateTime) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : null,
        (_, FieldType.Checkbox) => text is "0" or "1" ? text : null,
        (_, FieldType.Decimal) => decimal.TryParse(text, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("0.############################", CultureInfo.InvariantCulture) : null,
        (_, FieldType.Integer) => decimal.TryParse(text, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var whole) && whole == decimal.Truncate(whole)
            ? decimal.Truncate(whole).ToString(CultureInfo.InvariantCulture) : null,
        _ => null,
    };

    private static CannotHold Fits(FieldInfo target, string text)
    {
        if (target.Type == FieldType.Text && target.MaxLength > 0 && text.Length > target.MaxLength)
        {
            return CannotHold.TooLong;
        }

        if (target is { Type: FieldType.Decimal, Decimals: { } decimals }
            && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            && decimal.Round(number, decimals) != number)
        {
            return CannotHold.TooPrecise;
        }

        return target.Encoding is { } name && !CanEncode(name, text) ? CannotHold.Characters : CannotHold.None;
    }

    private static bool CanEncode(string name, string text)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback)
            ?? Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);
        return string.Equals(encoding.GetString(encoding.GetBytes(text)), text, StringComparison.Ordinal);
    }

    /// <summary>What a side would keep of a value it cannot hold whole; for comparing only.</summary>
    private static string Cut(FieldInfo target, string text)
    {
        if (target.Type == FieldType.Text && target.MaxLength > 0 && text.Length > target.MaxLength)
        {
            var end = char.IsHighSurrogate(text[target.MaxLength - 1]) ? target.MaxLength - 1 : target.MaxLength;
            return text[..end].TrimEnd();
        }

        return target is { Type: FieldType.Decimal, Decimals: { } decimals }
            && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? decimal.Round(number, decimals, MidpointRounding.AwayFromZero).ToString("0.############################", CultureInfo.InvariantCulture)
            : text;
    }
}
