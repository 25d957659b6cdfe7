using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>What the ERP refused of a new actor, kept for the dialog that asks again.</summary>
public static class CreateErrors
{
    public static void Keep(ITempDataDictionary data, EntityRef entity, Guid connection, IReadOnlyList<FieldError> errors) =>
        data[Key(entity, connection)] = JsonSerializer.Serialize(
            errors.Where(error => error.Field is not null).GroupBy(error => error.Field!, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => string.Join(' ', group.Select(error => error.Message.In(CultureInfo.CurrentUICulture)))));

    /// <summary>By field key; still there for the next request.</summary>
    public static IReadOnlyDictionary<string, string> Look(ITempDataDictionary data, EntityRef entity, Guid connection) =>
        data.Peek(Key(entity, connection)) is string json
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? []
            : new Dictionary<string, string>(StringComparer.Ordinal);

    public static void Forget(ITempDataDictionary data, EntityRef entity, Guid connection) => data.Remove(Key(entity, connection));

    private static string Key(EntityRef entity, Guid connection) => $"Refused {entity.Type} {entity.Key} {connection:N}";
}
