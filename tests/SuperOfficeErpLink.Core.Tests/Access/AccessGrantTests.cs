using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;

namespace SuperOfficeErpLink.Core.Tests.Access;

public sealed class AccessGrantTests
{
    private static readonly UserContext Anna = new("anna", "Anna", IsAdministrator: false, ["sales"]);

    [Theory]
    [InlineData(PrincipalKind.Everyone, "", true)]
    [InlineData(PrincipalKind.User, "anna", true)]
    [InlineData(PrincipalKind.User, "Anna", false)]
    [InlineData(PrincipalKind.User, "sales", false)]
    [InlineData(PrincipalKind.Group, "sales", true)]
    [InlineData(PrincipalKind.Group, "support", false)]
    [InlineData(PrincipalKind.Group, "anna", false)]
    public void A_grant_is_for_everyone_a_user_or_a_group(PrincipalKind kind, string principal, bool applies) =>
        new AccessGrant(kind, principal, CanConnect: true, CanCreate: true).AppliesTo(Anna).ShouldBe(applies);

    [Fact]
    public void Without_a_grant_there_is_no_right() => AccessGrant.Of(Anna, []).ShouldBe(Rights.None);

    [Fact]
    public void Anothers_grant_gives_nothing() =>
        AccessGrant.Of(Anna, [new AccessGrant(PrincipalKind.User, "bo", CanConnect: true, CanCreate: true)]).ShouldBe(Rights.None);

    [Fact]
    public void An_administrators_role_gives_no_right_to_records() => AccessGrant.Of(Anna with { IsAdministrator = true }, []).ShouldBe(Rights.None);

    [Fact]
    public void Grants_add_up() =>
        AccessGrant.Of(Anna, [
            new AccessGrant(PrincipalKind.Everyone, "", CanConnect: false, CanCreate: false),
            new AccessGrant(PrincipalKind.Group, "sales", CanConnect: true, CanCreate: false),
            new AccessGrant(PrincipalKind.User, "anna", CanConnect: false, CanCreate: true),
        ]).ShouldBe(new Rights(CanUse: true, CanConnect: true, CanCreate: true));

    [Fact]
    public void To_use_is_not_to_connect() =>
        AccessGrant.Of(Anna, [new AccessGrant(PrincipalKind.Everyone, "", CanConnect: false, CanCreate: false)])
            .ShouldBe(new Rights(CanUse: true, CanConnect: false, CanCreate: false));

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void Only_who_may_connect_links_and_only_on_an_active_connection(bool active, bool canConnect, bool allowed)
    {
        var connection = new Connection(
            Guid.Empty, "sql", "Demo ERP", 1, active, Settings.Empty, null, 1, [new AccessGrant(PrincipalKind.Everyone, "", canConnect, CanCreate: true)]);
        if (allowed)
        {
            Should.NotThrow(() => connection.DemandConnect(Anna));
        }
        else
        {
            Should.Throw<AccessDeniedException>(() => connection.DemandConnect(Anna));
        }
    }
}
