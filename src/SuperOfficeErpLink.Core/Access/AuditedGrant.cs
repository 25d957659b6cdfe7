using System.Text.Json;

namespace SuperOfficeErpLink.Core.Access;

/// <summary>A grant as the audit log keeps it: with the name that whoever has it had at the time.</summary>
public sealed record AuditedGrant(PrincipalKind Kind, string Name, bool CanConnect, bool CanCreate)
{
    public static string ToText(IEnumerable<NamedGrant> grants) =>
        JsonSerializer.Serialize(grants.Select(one => new AuditedGrant(one.Grant.Kind, one.Name, one.Grant.CanConnect, one.Grant.CanCreate)));

    /// <summary>Null for what is no such text.</summary>
    public static IReadOnlyList<AuditedGrant>? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<List<AuditedGrant>>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
