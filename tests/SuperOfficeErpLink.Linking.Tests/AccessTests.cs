using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Core itself asks for the right; that a page offers nothing is not enough.</summary>
public sealed class AccessTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    public static TheoryData<string> Operations =>
        ["connect", "disconnect", "compare in draft", "undo", "save", "compare", "search", "advanced form", "advanced search", "remembered search"];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Without_any_grant_it_is_denied(string operation)
    {
        await PreparedAsync();
        Grant();

        await DeniedAsync(operation, World.Ane);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_grant_to_look_is_none_to_connect(string operation)
    {
        await PreparedAsync();
        Grant(("Everyone", "", false));

        await DeniedAsync(operation, World.Ane);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Another_users_or_groups_grant_is_none(string operation)
    {
        await PreparedAsync();
        Grant(("User", "bo", true), ("Group", "finance", true), ("User", "sales", true), ("Group", "ane", true));

        await DeniedAsync(operation, World.Ane);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_inactive_connection_is_denied_whatever_the_grant(string operation)
    {
        await PreparedAsync();
        world.Ours("UPDATE Connections SET Active = FALSE");

        await DeniedAsync(operation, World.Ane);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_administrator_has_no_right_by_his_role(string operation)
    {
        await PreparedAsync();
        Grant(("User", "bo", true));

        await DeniedAsync(operation, World.Ane with { IsAdministrator = true });
    }

    [Theory]
    [InlineData("Everyone", "")]
    [InlineData("User", "ane")]
    [InlineData("Group", "sales")]
    public async Task Who_is_granted_by_name_group_or_all_may_link(string kind, string principal)
    {
        Grant((kind, principal, true));

        await world.Start().ConnectAsync(1, "C1");

        (await world.Start().SavePartAsync<PartResult.Saved>(world, 1)).ToCrm.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Nothing_is_written_when_the_right_is_taken_away_between_choosing_and_Save()
    {
        await world.Start().ConnectAsync(1, "C1", null, ("name", Choice.Crm));
        Grant();
        var before = world.Dump();

        await Should.ThrowAsync<AccessDeniedException>(() => world.Start().SaveAsync(world, 1));

        world.Dump().ShouldBe(before);
    }

    [Fact]
    public async Task Syncing_asks_for_the_right_to_use_and_no_more()
    {
        await PreparedAsync();
        Grant(("Everyone", "", false));
        (await world.Start().SyncAsync(1)).ShouldBeOfType<SyncResult.Synced>();

        Grant();
        await Should.ThrowAsync<AccessDeniedException>(() => world.Start().SyncAsync(1));

        Grant(("Everyone", "", true));
        world.Ours("UPDATE Connections SET Active = FALSE");
        await Should.ThrowAsync<AccessDeniedException>(() => world.Start().SyncAsync(1));
    }

    [Fact]
    public async Task The_tab_shows_nothing_of_a_connection_one_may_not_use()
    {
        await PreparedAsync();
        Grant(("User", "bo", true));
        var node = world.Start();

        (await node.Tab.IsOfferedAsync(World.Ane, default)).ShouldBeFalse();
        (await node.Tab.LoadAsync(World.Ane, World.Company(1), default)).Connections.ShouldBeEmpty();
        (await node.Tab.LoadAsync(World.Bo, World.Company(1), default)).Connections.ShouldHaveSingleItem().Actor!.Name.ShouldBe("Crm 1");

        world.Ours("UPDATE Connections SET Active = FALSE");
        (await node.Tab.IsOfferedAsync(World.Bo, default)).ShouldBeFalse();
        (await node.Tab.LoadAsync(World.Bo, World.Company(1), default)).Connections.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replaced_edit_is_shown_only_to_those_who_may_use_its_connection()
    {
        await PreparedAsync();
        world.EditCrm(1, "Number", "eget nummer");
        (await world.Start().SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 1, 0, 0));
        Grant(("User", "bo", true));
        var node = world.Start();

        (await node.Tab.LoadAsync(World.Bo, World.Company(1), default)).ReplacedEdits.ShouldHaveSingleItem().Old.ShouldBe("eget nummer");
        (await node.Tab.LoadAsync(World.Ane, World.Company(1), default)).ReplacedEdits.ShouldBeEmpty();

        await node.Tab.DismissAsync(World.Ane, World.Company(1), world.Changes()[^1].Id, default);
        world.Changes()[^1].ShownUntilDismissed.ShouldBeTrue();
        await node.Tab.DismissAsync(World.Bo, World.Company(1), world.Changes()[^1].Id, default);
        world.Changes()[^1].ShownUntilDismissed.ShouldBeFalse();
    }

    /// <summary>Company 1 linked, and a draft to disconnect it.</summary>
    private async Task PreparedAsync()
    {
        var node = world.Start();
        await node.ConnectAsync(1, "C1", null, ("name", Choice.Crm));
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        await node.DisconnectAsync(1);
    }

    private void Grant(params (string Kind, string Principal, bool CanConnect)[] grants)
    {
        using var context = world.Contexts.CreateDbContext();
        context.Access.RemoveRange(context.Access);
        context.Access.AddRange(grants.Select(grant => new AccessRow
        {
            ConnectionId = World.Connection, Kind = grant.Kind, PrincipalId = grant.Principal, CanConnect = grant.CanConnect,
        }));
        context.SaveChanges();
    }

    private async Task DeniedAsync(string operation, UserContext user)
    {
        var (node, entity, connection) = (world.Start(), World.Company(1), World.Connection);
        var token = (await world.DraftAsync(user, 1))!.Token;
        var link = world.Links().Single();
        var before = world.Dump();
        Func<Task> act = operation switch
        {
            "connect" => () => node.Drafts.ConnectAsync(user, entity, connection, new DraftConnect(ActorType.Customer, "C2", "Erp to", []), default),
            "disconnect" => () => node.Drafts.DisconnectAsync(user, entity, connection, default),
            "compare in draft" => () => node.Drafts.CompareAsync(user, entity, connection, new LinkSeen(link.Id, link.RowVersion), [], default),
            "undo" => () => node.Drafts.UndoAsync(user, entity, connection, default),
            "save" => () => node.Saver.SaveAsync(user, entity, token, default),
            "compare" => () => node.Comparer.CompareAsync(user, new CompareRequest(entity, connection, ActorType.Customer, "C2"), default),
            "search" => () => node.Search.SearchAsync(user, new ActorQuery(entity, connection, ActorType.Customer, "", null), default),
            "advanced form" => () => node.AdvancedSearch.OpenAsync(user, new SearchTarget(entity, connection, ActorType.Customer), default),
            "advanced search" => () => node.AdvancedSearch.SearchAsync(user, new SearchTarget(entity, connection, ActorType.Customer), [], null, default),
            "remembered search" => () => node.AdvancedSearch.RememberAsync(user, new SearchTarget(entity, connection, ActorType.Customer), [], default),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
        };

        await Should.ThrowAsync<AccessDeniedException>(act);

        world.Dump().ShouldBe(before);
        node.Faults.Names.ShouldNotContain("IErpSession.Get");
        node.Faults.Names.ShouldNotContain("IErpSession.Search");
        node.Faults.Names.ShouldNotContain("ISearchCriteriaStore.Find");
        node.Faults.Names.ShouldNotContain("ISearchCriteriaStore.Save");
    }
}
