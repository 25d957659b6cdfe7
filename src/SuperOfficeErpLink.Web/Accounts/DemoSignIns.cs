using SuperOfficeErpLink.Web.Demo;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>The sign-ins everyone may know, in demo mode only.</summary>
public sealed class DemoSignIns(bool isDemo)
{
    public IReadOnlyList<DemoSignIn> All { get; } = isDemo
        ? [new(DemoUsers.CrmUser, DemoUsers.Password, "SignIn.DemoCrmUser"), new(DemoUsers.Administrator, DemoUsers.Password, "SignIn.DemoAdministrator")]
        : [];
}

/// <param name="Text">Key of what the button says.</param>
public sealed record DemoSignIn(string Email, string Password, string Text);
