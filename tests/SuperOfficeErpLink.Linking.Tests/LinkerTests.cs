using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Links that programs order: what a person has decided is neither saved, dropped nor taken for theirs.</summary>
public sealed class LinkerTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task What_is_ordered_is_linked_and_no_draft_is_left()
    {
        var linked = (await LinkAsync(world.Start(), Order())).ShouldBeOfType<LinkOrderOutcome.Linked>();

        linked.Link.ErpKey.ShouldBe("C1");
        world.Customer("C1", "name").ShouldBe("Crm 1");
        (await world.DraftAsync(World.Ane, 1)).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_persons_draft_of_the_same_actor_is_not_taken_for_what_an_earlier_try_left(bool isRepeated)
    {
        var node = world.Start();
        await node.ConnectAsync(1, "C1", null, ("phone", Choice.Erp));
        var draft = await world.DraftAsync(World.Ane, 1);

        (await LinkAsync(node, Order(), isRepeated)).ShouldBeOfType<LinkOrderOutcome.DraftOpen>();

        (await world.DraftAsync(World.Ane, 1))!.Token.ShouldBe(draft!.Token);
        world.Links().ShouldBeEmpty();
        world.AllWrites.ShouldBe(0);
    }

    [Fact]
    public async Task A_link_that_somebody_else_made_is_not_taken_for_that_of_an_earlier_try()
    {
        var node = world.Start();
        await node.ConnectAsync(1, "C1", World.Bo, ("name", Choice.Erp));
        (await node.SaveAsync(world, 1, World.Bo)).ShouldBeOfType<SaveResult.Done>();
        (await LinkAsync(node, Order(), isRepeated: true)).ShouldBeOfType<LinkOrderOutcome.AlreadyLinked>();

        await node.ConnectAsync(2, "C2", null, ("name", Choice.Erp));
        (await node.SaveAsync(world, 2)).ShouldBeOfType<SaveResult.Done>();
        (await LinkAsync(node, Order(2), isRepeated: true)).ShouldBeOfType<LinkOrderOutcome.AlreadyLinked>("also the maker himself decided otherwise");

        (await LinkAsync(node, Order(3))).ShouldBeOfType<LinkOrderOutcome.Linked>();
        (await LinkAsync(node, Order(3), isRepeated: true)).ShouldBeOfType<LinkOrderOutcome.Linked>();
        (await LinkAsync(node, Order(3) with { Mark = "another:key" }, isRepeated: true)).ShouldBeOfType<LinkOrderOutcome.AlreadyLinked>();
    }

    [Theory]
    [InlineData("IDraftStore.TryReplace")]
    [InlineData("ISaveStore.Reserve")]
    public async Task What_a_person_decides_while_it_is_ordered_stays_and_is_not_saved(string call)
    {
        var (faults, isDone) = (new Faults(), false);
        faults.Before = async made =>
        {
            if (made.Name == call && !isDone)
            {
                isDone = true;
                await world.Start().ConnectAsync(1, "C1", null, ("phone", Choice.Erp));
            }
        };

        (await LinkAsync(world.Start(faults), Order())).ShouldBeOfType<LinkOrderOutcome.DraftOpen>();

        var part = (await world.DraftAsync(World.Ane, 1))!.Draft.Connections.ShouldHaveSingleItem();
        part.Choices.Single(choice => choice.Pair.Crm == "phone").Choice.ShouldBe(Choice.Erp);
        world.Links().ShouldBeEmpty();
        world.AllWrites.ShouldBe(0);
    }

    [Fact]
    public async Task Wherever_a_process_dies_the_order_repeated_links_once_and_leaves_no_draft()
    {
        var whole = new Faults();
        using (var tried = world.Copy())
        {
            (await LinkAsync(tried.Start(whole), Order())).ShouldBeOfType<LinkOrderOutcome.Linked>();
        }

        for (var call = 1; call <= whole.Calls; call++)
        {
            using var dying = world.Copy();
            await Should.ThrowAsync<ProcessGoneException>(() => LinkAsync(dying.Start(new Faults { CrashAfter = call }), Order()));
            dying.Time.Now += TimeSpan.FromMinutes(6);
            var node = dying.Start();

            var repeated = await LinkAsync(node, Order(), isRepeated: true);

            repeated.ShouldBeOfType<LinkOrderOutcome.Linked>($"after call {call}, {whole.Names.ElementAt(call - 1)}");
            await node.Unfinished.RunAsync(CancellationToken.None);
            dying.Links().ShouldHaveSingleItem().State.ShouldBe(LinkState.Active);
            dying.Writes("C1").ShouldBe(1, $"after call {call}");
            (await dying.DraftAsync(World.Ane, 1)).ShouldBeNull($"after call {call}");
        }
    }

    [Fact]
    public async Task What_a_person_decides_while_a_link_is_given_up_stays_and_so_does_the_link()
    {
        (await LinkAsync(world.Start(), Order())).ShouldBeOfType<LinkOrderOutcome.Linked>();
        var (faults, isDone) = (new Faults(), false);
        faults.Before = async made =>
        {
            if (made.Name == "IDraftStore.TryReplace" && !isDone)
            {
                isDone = true;
                await world.Start().ChooseAsync(1, ("phone", Choice.Erp));
            }
        };
        var node = world.Start(faults);
        var link = (await node.Links.ListAsync(World.Company(1), CancellationToken.None)).ShouldHaveSingleItem();

        (await node.Linker.UnlinkAsync(World.Ane, link, withPersons: false, CancellationToken.None)).ShouldBeOfType<LinkOrderOutcome.DraftOpen>();

        (await world.DraftAsync(World.Ane, 1))!.Draft.Connections.ShouldHaveSingleItem().Compare.ShouldNotBeNull();
        world.Links().ShouldHaveSingleItem();
    }

    private static Task<LinkOrderOutcome> LinkAsync(Node node, LinkOrder order, bool isRepeated = false, UserContext? user = null) =>
        node.Linker.LinkAsync(user ?? World.Ane, order, isRepeated, CancellationToken.None);

    /// <summary>A company and the customer of the same number, with the CRM's values.</summary>
    private static LinkOrder Order(long company = 1) => new(
        World.Company(company), World.Connection, new ActorRef(ActorType.Customer, $"C{company}"), Choice.Crm, new Dictionary<FieldPair, Choice>(), new Dictionary<string, string>(), null,
        "token:key");
}
