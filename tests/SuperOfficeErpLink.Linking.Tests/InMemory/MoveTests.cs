using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Linking.Tests.Histories;

namespace SuperOfficeErpLink.Linking.Tests.InMemory;

/// <summary>Merges that the systems themselves report, in a CRM and an ERP that have such a thing.</summary>
public sealed class MoveTests : IDisposable
{
    private readonly MemoryStage stage = new(1);

    public MoveTests()
    {
        var any = new Policy(Direction.Both, WhenBlank.Clears, OnConflict.Ask);
        stage.Publish(1, new Setup(any, any, any, any, MapsPhone: true, MapsWeb: true), showsNextRun: false);
    }

    public void Dispose() => stage.Dispose();

    [Fact]
    public async Task An_actor_merged_in_the_ERP_is_followed_and_what_it_has_not_is_kept()
    {
        await LinkAsync(1, "C1");
        stage.Edit(new Place(1, "C2"), Field.Phone, "");
        stage.Merge(new Place(1, "C1"), "C2");

        (await SyncAsync(1)).ShouldBeOfType<SyncResult.Synced>();

        stage.Look().Links.ShouldHaveSingleItem().ErpKey.ShouldBe("C2");
        var (company, actor) = (stage.Look().Records[new Place(0, "1")], stage.Look().Records[new Place(1, "C2")]);
        company[Field.Name].ShouldBe("Erp to");
        company[Field.Phone].ShouldNotBeEmpty();
        actor[Field.Phone].ShouldBe(company[Field.Phone]);
        (await SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 0, 0, 0));
    }

    [Fact]
    public async Task A_company_merged_in_the_CRM_takes_its_link_along_to_one_without()
    {
        await LinkAsync(1, "C1");
        stage.Merge(new Place(0, "1"), "2");

        await stage.Node.RunAsync(RunKind.Everything);

        stage.Look().Links.ShouldHaveSingleItem().ShouldSatisfyAllConditions(link => link.Company.ShouldBe(2), link => link.ErpKey.ShouldBe("C1"));
        stage.Now += TimeSpan.FromMinutes(1);
        (await stage.Node.RunAsync()).State.ShouldBe(RunState.Completed);
        stage.Look().Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_linked_companies_that_were_merged_a_person_keeps_one_actor(bool own)
    {
        await LinkAsync(1, "C1");
        await LinkAsync(2, "C2");
        stage.Merge(new Place(0, "1"), "2");
        await stage.Node.RunAsync(RunKind.Everything);
        stage.Look().Links.Count.ShouldBe(2);

        var pair = (await stage.Node.Chooser.FindAsync(World.Ane, World.Company(2), default)).ShouldHaveSingleItem();
        (await stage.Node.Chooser.KeepAsync(World.Ane, World.Company(2), pair.Own.Id, pair.Merged.Id, own ? pair.Own.Id : pair.Merged.Id, default)).ShouldBeOfType<KeepResult.Kept>();

        stage.Look().Links.ShouldHaveSingleItem().ShouldSatisfyAllConditions(link => link.Company.ShouldBe(2), link => link.ErpKey.ShouldBe(own ? "C2" : "C1"));
        stage.Look().Problems.ShouldBeEmpty();
    }

    private async Task LinkAsync(long company, string key)
    {
        await stage.Node.ConnectAsync(company, key);
        var draft = (await stage.Node.StoredDrafts.FindAsync(World.Ane.Id, World.Company(company), default)).ShouldNotBeNull();
        (await stage.Node.Saver.SaveAsync(World.Ane, World.Company(company), draft.Token, default)).ShouldBeOfType<SaveResult.Done>();
    }

    private Task<SyncResult> SyncAsync(long company) => stage.Node.SyncAsync(company);
}
