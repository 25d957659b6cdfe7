using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Each user reads the history of the connections he may use, and for each field why it holds what it holds.</summary>
public sealed class HistoryReaderTests : IDisposable
{
    private static readonly UserContext Administrator = new("adam", "Adam", IsAdministrator: true, []);
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_field_tells_what_was_written_last_by_which_rule_and_what_before_it()
    {
        world.GivenLinked(1);
        await EditAndRunAsync("11 11 11 11");
        world.AddMappingVersion(2, document => document);
        await EditAndRunAsync("22 22 22 22");

        var story = (await Reader().ExplainAsync(World.Ane, World.Company(101), CancellationToken.None)).ShouldHaveSingleItem();

        var phone = story.Fields.Single(field => field.Rule.Pair.Crm == "phone");
        phone.Chain.Select(line => (line.Change.Old, line.Change.Sent, line.Change.MappingVersion)).ShouldBe([("11 11 11 11", "22 22 22 22", 2), ("12 34 56 78", "11 11 11 11", 1)]);
        (phone.StillStands, phone.Then!.Direction, phone.Last!.Run).ShouldBe((true, Direction.Both, RunKind.Everything));
        phone.Agreed.ShouldBe(new BasePair("22 22 22 22", "22 22 22 22"));
        story.Fields.Single(field => field.Rule.Pair.Crm == "name").Last.ShouldBeNull();
    }

    [Fact]
    public async Task A_field_that_was_edited_on_both_sides_since_says_so()
    {
        world.GivenLinked(1);
        await EditAndRunAsync("11 11 11 11");
        world.EditCrm(101, "Phone", "22 22 22 22");
        world.EditErp("K101", "phone", "22 22 22 22");
        await world.Start().RunAsync(RunKind.Everything);

        var story = (await Reader().ExplainAsync(World.Ane, World.Company(101), CancellationToken.None)).ShouldHaveSingleItem();

        story.Fields.Single(field => field.Rule.Pair.Crm == "phone").StillStands.ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_may_not_use_a_connection_reads_nothing_of_it_and_an_administrator_reads_all()
    {
        world.GivenLinked(1);
        await EditAndRunAsync("11 11 11 11");
        (await LinesAsync(World.Bo)).ShouldBe(1);
        world.Ours("DELETE FROM Access");

        (await LinesAsync(World.Bo)).ShouldBe(0);
        (await Reader().ExplainAsync(World.Bo, World.Company(101), CancellationToken.None)).ShouldBeEmpty();
        (await Reader().ListEventsAsync(World.Bo, new LinkEventFilter(), null, CancellationToken.None)).ShouldBeEmpty();
        var read = 0;
        await foreach (var lines in Reader().ReadAsync(World.Bo, HistoryFilter.All, CancellationToken.None))
        {
            read += lines.Count;
        }

        read.ShouldBe(0);
        (await LinesAsync(Administrator)).ShouldBe(1);
        (await Reader().ExplainAsync(Administrator, World.Company(101), CancellationToken.None)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_connection_that_is_switched_off_is_read_by_administrators_only_and_nothing_of_it_is_undone()
    {
        world.GivenLinked(1);
        await EditAndRunAsync("11 11 11 11");
        world.Ours("UPDATE Connections SET Active = FALSE");

        (await LinesAsync(World.Ane)).ShouldBe(0);
        (await LinesAsync(Administrator)).ShouldBe(1);
        (await Reader().VisibleAsync(Administrator, CancellationToken.None)).ShouldAllBe(connection => !RunOrders.MayOrder(connection, Administrator));
    }

    private async Task EditAndRunAsync(string phone)
    {
        world.EditErp("K101", "phone", phone);
        await world.Start().RunAsync(RunKind.Everything);
    }

    private async Task<int> LinesAsync(UserContext user) => (await Reader().LoadAsync(user, HistoryFilter.All, null, CancellationToken.None)).Page.Lines.Count;

    private HistoryReader Reader()
    {
        var node = world.Start();
        return new HistoryReader(
            node.Connections, new HistoryStore(world.Contexts), new LinkEventStore(world.Contexts, new FenceStore(ClaimTime.Default, LeaseTime.Default, world.Time), world.Time), node.Links,
            node.Contexts);
    }
}
