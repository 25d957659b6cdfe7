using SuperOfficeErpLink.Core.Comparison;

namespace SuperOfficeErpLink.Core.Matching;

/// <summary>A person's name stands in two fields and is compared as one, so that a first name in the wrong field is still the same name.</summary>
public static class PersonName
{
    /// <summary>The CRM's fields, in the order they are said.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["firstname", "lastname"];

    /// <summary>The whole name; null where a part of it is not mapped or could not be read.</summary>
    public static string? Of(RecordRules rules, Connectors.FieldValue[] values)
    {
        var texts = new List<string>(Parts.Count);
        foreach (var part in Parts)
        {
            var index = rules.CrmFields.IndexOf(part);
            if (index < 0 || values[index].Text is not { } text)
            {
                return null;
            }

            texts.Add(text);
        }

        return string.Join(' ', texts).Trim() is { Length: > 0 } name ? name : null;
    }
}
