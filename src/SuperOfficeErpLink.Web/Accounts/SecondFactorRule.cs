using System.Security.Claims;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Accounts;

/// <param name="AdministratorsMust">This installation's setting <c>ErpLink:SecondFactor:AdministratorsMust</c>.</param>
public sealed record SecondFactorRule(bool AdministratorsMust)
{
    public bool IsOwedBy(ClaimsPrincipal user) => AdministratorsMust && user.IsInRole(Roles.Administrator) && !user.HasClaim(claim => claim.Type == Principals.SecondFactorClaim);
}
