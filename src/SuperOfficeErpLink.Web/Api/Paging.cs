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

    public static string Write(long place) =>
        WebEncoders.Base64UrlEncode(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Start}{place}")));

    /// <summary>A page as it is answered; a full one may have another behind it.</summary>
    public PageOf<TAnswer> Answer<TFound, TAnswer>(IReadOnlyList<TFound> found, Func<TFound, TAnswer> answer, Func<TFound, long> place) =>
        new([.. found.Select(answer)], found.Count < Limit ? null : Write(place(found[^1])));

    private static long? Read(string after)
    {
        try
        {
            var text = Encoding.ASCII.GetString(WebEncoders.Base64UrlDecode(after));
            return text.StartsWith(Start, StringComparison.Ordinal) && long.TryParse(text.AsSpan(Start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                ? place
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
