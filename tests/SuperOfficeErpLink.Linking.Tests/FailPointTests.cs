using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using Xunit.Abstractions;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>A process that dies before or after any call of a Save leaves either nothing or what the next process finishes.</summary>
public sealed class FailPointTests(ITestOutputHelper output)
{
    private static readonly string[] WrittenOnce = ["C1"];

    [Fact]
    public Task A_Save_that_links_and_writes_both_sides_is_whole_or_nothing_wherever_it_is_cut() => EverywhereAsync(
        async (world, node) =>
        {
            await node.ConnectAskedAsync(
                1, "C1", [("discount", "7"), ("credit_check", "2026-03-01")], ("name", Choice.Crm), ("phone", Choice.Erp), ("email", Choice.Crm));
            return World.Company(1);
        },
        world =>
        {
            world.Links().ShouldHaveSingleItem().ErpKey.ShouldBe("C1");
            (world.Customer("C1", "name"), world.Customer("C1", "email")).ShouldBe(("Crm 1", "1@crm.example"));
            (world.Crm(1, "Phone"), world.Crm(1, "Number")).ShouldBe(("11 11 11 11", "C1"));
            (world.Customer("C1", "discount"), world.Customer("C1", "credit_check")).ShouldBe(("7", "2026-03-01"));
            world.Changes().Where(change => change is { Field: "discount", State: ChangeState.Done }).ShouldHaveSingleItem().Old.ShouldBe("0");
            Done(world, "name").ShouldBe(("Erp et", "Crm 1"));
            Done(world, "phone").ShouldBe(("19 99 99 99", "11 11 11 11"));
        },
        WrittenOnce);

    [Fact]
    public Task A_Save_that_moves_a_company_to_another_actor_is_whole_or_nothing_wherever_it_is_cut() => EverywhereAsync(
        async (world, node) =>
        {
            await node.ConnectAsync(2, "C2");
            await node.SavePartAsync<PartResult.Saved>(world, 2);
            await node.DisconnectAsync(2);
            await node.ConnectAsync(2, "C3", null, ("name", Choice.Crm), ("phone", Choice.Erp));
            return World.Company(2);
        },
        world =>
        {
            world.Links().ShouldHaveSingleItem().ErpKey.ShouldBe("C3");
            world.Customer("C3", "name").ShouldBe("Erp to");
            world.Crm(2, "Phone").ShouldBe("33 33 33 33");
            world.Customer("C2", "name").ShouldBe("Erp to");
        },
        ["C3"]);

    [Fact]
    public Task A_Save_of_a_compared_link_is_whole_or_nothing_wherever_it_is_cut() => EverywhereAsync(
        async (world, node) =>
        {
            await node.ConnectAsync(3, "C4");
            await node.SavePartAsync<PartResult.Saved>(world, 3);
            world.EditErp("C4", "name", "Nyt i ERP");
            world.EditCrm(3, "Name", "Nyt i CRM");
            world.EditErp("C4", "phone", "45 45 45 45");
            world.EditCrm(3, "Phone", "35 35 35 35");
            await node.ChooseAsync(3, ("name", Choice.Crm), ("phone", Choice.Erp));
            return World.Company(3);
        },
        world =>
        {
            world.Links().ShouldHaveSingleItem().ErpKey.ShouldBe("C4");
            (world.Customer("C4", "name"), world.Crm(3, "Phone")).ShouldBe(("Nyt i CRM", "45 45 45 45"));
            Done(world, "name").ShouldBe(("Nyt i ERP", "Nyt i CRM"));
        },
        ["C4"]);

    [Fact]
    public Task A_Save_that_links_a_person_below_its_company_is_whole_or_nothing_wherever_it_is_cut() => EverywhereAsync(
        async (world, node) =>
        {
            await node.ConnectAsync(1, "C1");
            await node.SavePartAsync<PartResult.Saved>(world, 1);
            await node.ConnectAsync(World.Person(11), "P11", null, ("title", Choice.Erp), ("email", Choice.Crm));
            return World.Person(11);
        },
        world =>
        {
            var links = world.Links();
            links.Count.ShouldBe(2);
            links.Single(link => link.EntityType == EntityType.Person).ParentLinkId.ShouldBe(links.Single(link => link.EntityType == EntityType.Company).Id);
            (world.Actor("P11", "email"), world.CrmPerson(11, "Title")).ShouldBe(("anna@crm.example", "Direktør"));
            Done(world, "email").ShouldBe(("anna@erp.example", "anna@crm.example"));
        },
        ["P11"]);

    [Fact]
    public Task A_Save_that_moves_a_company_and_drops_its_persons_is_whole_or_nothing_wherever_it_is_cut() => EverywhereAsync(
        async (world, node) =>
        {
            await node.ConnectAsync(1, "C1");
            await node.SavePartAsync<PartResult.Saved>(world, 1);
            await node.ConnectAsync(World.Person(11), "P11", null, ("email", Choice.Crm));
            await node.SavePartAsync<PartResult.Saved>(world, World.Person(11));
            await node.DisconnectAsync(1);
            await node.ConnectAsync(1, "C3", null, ("name", Choice.Crm), ("phone", Choice.Erp));
            return World.Company(1);
        },
        world =>
        {
            world.Links().ShouldHaveSingleItem().ErpKey.ShouldBe("C3");
            world.Changes().ShouldContain(change => change.EntityType == EntityType.Person && change.Old == "anna@erp.example" && change.State == ChangeState.Done);
        },
        ["C3"]);

    [Fact]
    public Task A_Save_that_creates_a_customer_makes_exactly_one_or_none_wherever_it_is_cut() => EverywhereAsync(
        async (world, node) =>
        {
            world.EditCrm(1, "Number", "gammelt");
            await node.CreateAsync(1, null, ("discount", "5"));
            return World.Company(1);
        },
        world =>
        {
            world.Links().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                link => (link.KeySpace, link.ErpKey).ShouldBe(("customer", "C1001")), link => link.ActorType.ShouldBe(ActorType.Customer));
            world.Customers.ShouldBe(5);
            (world.Customer("C1001", "name"), world.Customer("C1001", "discount"), world.Customer("C1001", "origin")).ShouldBe(("Crm 1", "5", "SuperOffice"));
            world.Customer("C1001", "reference").ShouldStartWith("SOEL-");
            (world.Crm(1, "Number"), decimal.Parse(world.Crm(1, "CreditLimit"), CultureInfo.InvariantCulture)).ShouldBe(("C1001", 25000m));
            Done(world, "name").ShouldBe(("", "Crm 1"));
            Done(world, "number").ShouldBe(("gammelt", "C1001"));
        },
        ["C1001"]);

    [Fact]
    public Task A_Save_that_moves_a_company_to_a_created_customer_is_whole_or_nothing_wherever_it_is_cut() => EverywhereAsync(
        async (world, node) =>
        {
            await node.ConnectAsync(2, "C2");
            await node.SavePartAsync<PartResult.Saved>(world, 2);
            await node.DisconnectAsync(2);
            await node.CreateAsync(2);
            return World.Company(2);
        },
        world =>
        {
            world.Links().ShouldHaveSingleItem().ErpKey.ShouldBe("C1001");
            world.Customers.ShouldBe(5);
        },
        ["C1001"]);

    private static (string? Old, string? Sent) Done(World world, string crmField)
    {
        var change = world.Changes().Last(change => change.CrmField == crmField && change.State == ChangeState.Done);
        return (change.Old, change.Sent);
    }

    private async Task EverywhereAsync(Func<World, Node, Task<EntityRef>> prepare, Action<World> whole, string[] written)
    {
        var (nothing, all) = (0, 0);
        using var prepared = new World();
        var company = await prepare(prepared, prepared.Start());
        prepared.ForgetWrites();
        var before = prepared.Dump();
        for (var number = 1; ; number += Cuts.Stride)
        {
            var reached = false;
            foreach (var after in (bool[])[false, true])
            {
                using var world = prepared.Copy();
                var faults = after ? new Faults { CrashAfter = number } : new Faults { CrashBefore = number };

                var crashed = await CrashesAsync(() => world.Start(faults).SaveAsync(world, company));

                reached |= crashed;
                var where = $"{(after ? "after" : "before")} call {number}, {faults.Names.ElementAtOrDefault(number - 1)}";
                await FinishAsync(world, where);
                if (await IsNothingAsync(world, company))
                {
                    nothing++;
                    crashed.ShouldBeTrue(where);
                    world.Dump().ShouldBe(before, where);
                    world.Links().ShouldAllBe(link => link.State == LinkState.Active, where);
                    (await world.Start().SaveAsync(world, company)).ShouldBeOfType<SaveResult.Done>(where);
                }
                else
                {
                    all++;
                }

                await CheckWholeAsync(world, company, whole, written, where);
            }

            if (!reached)
            {
                output.WriteLine($"{number - Cuts.Stride} calls; cut before and after each: {nothing} left nothing, {all} were finished");
                number.ShouldBeGreaterThan(15);
                (nothing * Cuts.Stride).ShouldBeGreaterThan(5);
                (all * Cuts.Stride).ShouldBeGreaterThan(10);
                return;
            }
        }
    }

    private static async Task<bool> IsNothingAsync(World world, EntityRef company) => await world.DraftAsync(World.Ane, company) is not null;

    private static async Task<bool> CrashesAsync(Func<Task> save)
    {
        try
        {
            await save();
            return false;
        }
        catch (ProcessGoneException)
        {
            return true;
        }
    }

    /// <summary>The worker of a later process goes on until there is nothing left.</summary>
    private static async Task FinishAsync(World world, string where)
    {
        var later = world.Start();
        world.Time.Now += TimeSpan.FromSeconds(31);
        for (var round = 0; await later.Unfinished.RunAsync(CancellationToken.None) > 0; round++)
        {
            round.ShouldBeLessThan(5, where);
            world.Time.Now += TimeSpan.FromSeconds(31);
        }

        world.OpenOperations().ShouldBeEmpty(where);
    }

    private static async Task CheckWholeAsync(World world, EntityRef company, Action<World> whole, string[] written, string where)
    {
        (await world.DraftAsync(World.Ane, company)).ShouldBeNull(where);
        world.OpenOperations().ShouldBeEmpty(where);
        whole(world);
        world.Links().ShouldAllBe(link => link.State == LinkState.Active, where);
        written.ShouldAllBe(no => world.Writes(no) == 1, where);
        world.AllWrites.ShouldBe(written.Length, where);
        world.Changes().Where(change => change.State is ChangeState.Planned or ChangeState.Sending or ChangeState.Unknown or ChangeState.Stale).ShouldBeEmpty(where);
        world.Count("SELECT (SELECT count(*) FROM Conflicts) + (SELECT count(*) FROM Problems) + (SELECT count(*) FROM Retries)").ShouldBe(0, where);
        await SnapshotAgreesAsync(world, where);

        var next = world.Start();
        (await next.SyncAsync(company)).ShouldBe(new SyncResult.Synced(0, 0, 0, 0), where);
        await next.ChooseAsync(company);
        (await next.SavePartAsync<PartResult.Saved>(world, company)).ShouldSatisfyAllConditions(saved => saved.ToErp.ShouldBe(0), saved => saved.ToCrm.ShouldBe(0));
        world.AllWrites.ShouldBe(written.Length, where);
    }

    /// <summary>The base of every pair is what both sides hold.</summary>
    internal static async Task SnapshotAgreesAsync(World world, string where)
    {
        var node = world.Start();
        foreach (var row in world.Links())
        {
            var link = (await node.Links.FindAsync(row.Id, CancellationToken.None))!;
            var connection = (await node.Connections.FindAsync(World.Connection, CancellationToken.None))!;
            var context = (await node.Contexts.FindAsync(connection, link.ActorType, orStored: false, CancellationToken.None))!;
            var bases = await node.Contexts.BasesAsync(link, context.Rules, CancellationToken.None);
            var read = await node.Reader.ReadAsync(context, link.Entity, link.ErpKey, CancellationToken.None);
            for (var index = 0; index < bases.Length; index++)
            {
                bases[index].ShouldBe(new BasePair(read.Crm!.Values[index].Text!, read.Erp!.Values[index].Text!), $"{where}: {context.Rules.Fields[index].Pair}");
            }
        }
    }
}
