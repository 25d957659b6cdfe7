using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SuperOfficeErpLink.Web.Api;

/// <summary>Refuses nulls in lists and dictionaries whose types say that they hold none: the serializer itself sees to members only.</summary>
internal static class NoNulls
{
    public static void Demand(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Properties.Where(HoldsNoNulls).ToList() is not { Count: > 0 } members)
        {
            return;
        }

        var before = type.OnDeserialized;
        type.OnDeserialized = read =>
        {
            before?.Invoke(read);
            foreach (var member in members)
            {
                Demand(member.Name, member.Get!(read));
            }
        };
    }

    private static void Demand(string name, object? held)
    {
        var place = held switch
        {
            IDictionary byKey => byKey.Keys.Cast<object>().Where(key => byKey[key] is null).Select(key => $".{key}").FirstOrDefault(),
            IList list => list.IndexOf(null) is >= 0 and var index ? $"[{index}]" : null,
            _ => null,
        };
        if (place is not null)
        {
            throw new JsonException("Nothing may be null here.", $"$.{name}{place}", null, null);
        }
    }

    private static bool HoldsNoNulls(JsonPropertyInfo member) =>
        member is { Get: not null, AttributeProvider: PropertyInfo property } && property.PropertyType.IsGenericType && property.PropertyType.IsAssignableTo(typeof(IEnumerable))
        && new NullabilityInfoContext().Create(property).GenericTypeArguments is [.., { ReadState: NullabilityState.NotNull } element] && !element.Type.IsValueType;
}
