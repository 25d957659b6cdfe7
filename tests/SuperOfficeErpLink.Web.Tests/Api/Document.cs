using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SuperOfficeErpLink.Web.Tests.Api;

/// <summary>The OpenAPI document as a caller reads it.</summary>
internal sealed class Document(JsonNode root)
{
    public JsonNode Root => root;

    public IEnumerable<Operation> Operations =>
        from path in root["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select new Operation(path.Key, new HttpMethod(method.Key.ToUpperInvariant()), method.Value!);

    /// <summary>What is wrong with a value, by where it is; empty when it is as described.</summary>
    public IEnumerable<string> Mistakes(JsonNode schema, JsonNode? value, string at = "$")
    {
        if (schema["$ref"] is { } reference)
        {
            return Mistakes(root["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!, value, at);
        }

        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
        {
            return choices.Any(choice => !Mistakes(choice!, value, at).Any()) ? [] : [$"{at}: none of the choices"];
        }

        return OfTypes(schema, value, at).Concat(value is JsonObject held ? OfMembers(schema, held, at) : [])
            .Concat(value is JsonArray items && schema["items"] is { } item ? items.SelectMany((one, index) => Mistakes(item, one, $"{at}[{index}]")) : []);
    }

    private static IEnumerable<string> OfTypes(JsonNode schema, JsonNode? value, string at)
    {
        var types = schema["type"] switch { JsonArray several => [.. several.Select(type => type!.GetValue<string>())], { } one => [one.GetValue<string>()], null => Array.Empty<string>() };
        if (types.Length > 0 && !types.Any(type => Is(type, value)))
        {
            yield return $"{at}: {value?.ToJsonString() ?? "null"} is no {string.Join(" or ", types)}";
        }

        if (schema["enum"] is JsonArray values && !values.Any(one => JsonNode.DeepEquals(one, value)))
        {
            yield return $"{at}: {value?.ToJsonString() ?? "null"} is none of {values.ToJsonString()}";
        }
    }

    private IEnumerable<string> OfMembers(JsonNode schema, JsonObject held, string at)
    {
        var members = schema["properties"]?.AsObject() ?? [];
        var required = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [];
        var isOpen = schema["additionalProperties"] is not null || schema["properties"] is null;
        return required.Where(name => !held.ContainsKey(name)).Select(name => $"{at}.{name}: missing")
            .Concat(held.SelectMany(member => members[member.Key] is { } described
                ? Mistakes(described, member.Value, $"{at}.{member.Key}")
                : isOpen ? [] : [$"{at}.{member.Key}: not described"]));
    }

    private static bool Is(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == System.Text.Json.JsonValueKind.String,
        "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        "integer" => value is JsonValue number && number.TryGetValue<long>(out _),
        "number" => value?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
        _ => false,
    };
}

/// <summary>One operation of the document.</summary>
internal sealed record Operation(string Path, HttpMethod Method, JsonNode Described)
{
    public string Id => Described["operationId"]!.GetValue<string>();

    /// <summary>The schema of an answer; null when it has no body.</summary>
    public JsonNode? SchemaOf(int status) => Described["responses"]![$"{status}"]?["content"]?.AsObject().FirstOrDefault().Value?["schema"];

    public bool Answers(int status) => Described["responses"]![$"{status}"] is not null;

    public string Scope => Described["security"]![0]!.AsObject().First().Value![0]!.GetValue<string>();

    public bool IsAddressedBy(string address) =>
        Regex.IsMatch(address.Split('?')[0], $"^{Regex.Replace(Path, "{[^}]+}", "[^/]+")}$", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>An address of its form, of something that need not exist.</summary>
    public string AnyAddress => Regex.Replace(Path, "{[^}]+}", Path.Contains("connections", StringComparison.Ordinal) || Path.Contains("mappings", StringComparison.Ordinal) ? ApiWorld.Connection : "999999", RegexOptions.None, TimeSpan.FromSeconds(1));
}
