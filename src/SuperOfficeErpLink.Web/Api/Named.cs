using System.Text.Json;

namespace SuperOfficeErpLink.Web.Api;

/// <summary>One of several words in an address, written as in bodies; a number is none.</summary>
public readonly record struct Named<T>(T Value) : IParsable<Named<T>>
    where T : struct, Enum
{
    public static Named<T> Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var named) ? named : throw new FormatException($"{s} is none of the words.");

    public static bool TryParse(string? s, IFormatProvider? provider, out Named<T> result)
    {
        result = default;
        if (s is null || Array.FindIndex(Words.Of(typeof(T)), word => string.Equals(word, s, StringComparison.OrdinalIgnoreCase)) is not (>= 0 and var index))
        {
            return false;
        }

        result = new Named<T>(Enum.GetValues<T>()[index]);
        return true;
    }
}

/// <summary>The words that callers have for the members of an enumeration.</summary>
public static class Words
{
    /// <summary>In the order of their values.</summary>
    public static string[] Of(Type enumeration) => [.. Enum.GetNames(enumeration).Select(JsonNamingPolicy.CamelCase.ConvertName)];

    /// <summary>Null where a type is no <see cref="Named{T}"/>.</summary>
    public static string[]? OfNamed(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is { IsGenericType: true } named && named.GetGenericTypeDefinition() == typeof(Named<>)
            ? Of(named.GetGenericArguments()[0])
            : null;
}
