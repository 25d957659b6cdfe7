using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace SuperOfficeErpLink.Web.Api;

/// <summary>A page of a list.</summary>
/// <param name="Next">Where the next page begins: send it as <c>after</c>. Null on the last page.</param>
public sealed record PageOf<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>The part of a list that was asked for. Where a page begins is opaque to callers.</summary>
/// <param name="After">Zero: from the beginning.</param>
public sealed record Paging(long After, int Limit)
{
    public const int Most = 500;
    public const int Usual = 50;
    private const string Start = "after:";

    /// <summary>Null when either cannot be read.</summary>
    public static Paging? Parse(string? after, int? limit) =>
        limit is < 1 or > Most ? null
        : after is null ? new Paging(0, limit ?? Usual)
        : Read(after) is { } place ? new Paging(place, limit ?? Usual)
        : null;

    public static string Write(long place) => Write(place.ToString(CultureInfo.InvariantCulture));

    /// <summary>A page as it is answered; a full one may have another behind it.</summary>
    public PageOf<TAnswer> Answer<TFound, TAnswer>(IReadOnlyList<TFound> found, Func<TFound, TAnswer> answer, Func<TFound, long> place) =>
        new([.. found.Select(answer)], found.Count < Limit ? null : Write(place(found[^1])));

    internal static string Write(string place) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes($"{Start}{place}"));

    /// <summary>Null for what no page has said.</summary>
    internal static string? ReadText(string after)
    {
        try
        {
            var text = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(after));
            return text.StartsWith(Start, StringComparison.Ordinal) ? text[Start.Length..] : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static long? Read(string after) =>
        long.TryParse(ReadText(after), NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : null;
}

/// <summary>As <see cref="Paging"/>, where a place in the list is no number.</summary>
/// <param name="After">Null: from the beginning.</param>
public sealed record TextPaging(string? After, int Limit)
{
    /// <summary>Null when either cannot be read.</summary>
    public static TextPaging? Parse(string? after, int? limit) =>
        limit is < 1 or > Paging.Most ? null
        : after is null ? new TextPaging(null, limit ?? Paging.Usual)
        : Paging.ReadText(after) is { } place ? new TextPaging(place, limit ?? Paging.Usual)
        : null;

    public static PageOf<TAnswer> Answer<TFound, TAnswer>(IReadOnlyList<TFound> found, Func<TFound, TAnswer> answer, string? next) =>
        new([.. found.Select(answer)], next is null ? null : Paging.Write(next));
}
