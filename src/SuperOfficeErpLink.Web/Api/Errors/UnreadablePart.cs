using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace SuperOfficeErpLink.Web.Api.Errors;

/// <summary>
/// The part of an address that cannot be read. What an operation needs is named by a <see cref="BadHttpRequestException"/>; where a part
/// that may be left out is not of its type, the compiled operations answer 400 without a word.
/// </summary>
internal static class UnreadablePart
{
    private static readonly MethodInfo Reading = typeof(UnreadablePart).GetMethod(nameof(IsOne), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <returns>Null where every part can be read, or there is no operation.</returns>
    public static string? Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
        .Where(part => part.HasTryParse && (string?)context.Request.Query[part.Name] is { Length: > 0 } text && !CanBe(part.ParameterInfo.ParameterType, text))
        .Select(part => part.Name).FirstOrDefault();

    private static bool CanBe(Type type, string text)
    {
        var read = Nullable.GetUnderlyingType(type) ?? type;
        return !Array.Exists(read.GetInterfaces(), one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IParsable<>))
            || (bool)Reading.MakeGenericMethod(read).Invoke(null, [text])!;
    }

    private static bool IsOne<T>(string text)
        where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out _);
}
