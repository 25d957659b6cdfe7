using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>Whom a connection is for, in words.</summary>
public sealed class AccessWords(ErpTexts texts, AccountTexts accounts)
{
    /// <summary>One line.</summary>
    public string Say(AccessGrant grant, string name) => Say(new AuditedGrant(grant.Kind, name, grant.CanConnect, grant.CanCreate));

    public string Say(AuditedGrant grant)
    {
        var who = grant.Kind switch
        {
            PrincipalKind.Everyone => texts["Admin.AccessEveryone"],
            PrincipalKind.User => texts["Admin.AccessUser", grant.Name],
            _ => texts["Admin.AccessGroup", grant.Name],
        };
        var rights = new[] { texts["Admin.CanSee"], grant.CanConnect ? texts["Admin.CanConnect"] : "", grant.CanCreate ? texts["Admin.CanCreate"] : "" };
        return $"{who}: {string.Join(", ", rights.Where(right => right.Length > 0))}";
    }

    /// <summary>A line for each.</summary>
    public string Say(IReadOnlyList<AuditedGrant> grants) => grants.Count == 0 ? accounts["Access.Nobody"] : string.Join("\n", grants.Select(Say));
}
