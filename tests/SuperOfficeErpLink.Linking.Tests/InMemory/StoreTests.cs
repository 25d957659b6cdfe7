using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Linking.Tests.Histories;

namespace SuperOfficeErpLink.Linking.Tests.InMemory;

/// <summary>What the stores in memory promise is what those on files keep.</summary>
public sealed class StoreTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_lost_his_claim_writes_nothing(bool inMemory)
    {
        using var stage = Open(inMemory);
        var first = (await stage.Node.Claims.TryTakeAsync(World.Company(1), "first", CancellationToken.None)).ShouldNotBeNull();
        (await stage.Node.Claims.TryTakeAsync(World.Company(1), "second", CancellationToken.None)).ShouldBeNull();
        stage.Now += TimeSpan.FromMinutes(1);
        (await stage.Node.Claims.TryTakeAsync(World.Company(1), "second", CancellationToken.None)).ShouldNotBeNull();

        await Should.ThrowAsync<ClaimLostException>(() => stage.Node.Writes.StartAsync(first, [Given(stage)], CancellationToken.None));

        stage.Look().Changes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_lost_his_lease_ends_no_run(bool inMemory)
    {
        using var stage = Open(inMemory);
        var run = (await stage.Node.Runs.SweepAsync(World.Ane, Systems.Id(1), RunKind.Everything, CancellationToken.None)).ShouldNotBeNull().Run;
        var lease = (await stage.Node.Leases.TryTakeAsync("sweep", Guid.NewGuid(), CancellationToken.None)).ShouldNotBeNull();
        (await stage.Node.Leases.TryTakeAsync("sweep", Guid.NewGuid(), CancellationToken.None)).ShouldBeNull();
        stage.Now += TimeSpan.FromMinutes(1);
        (await stage.Node.Leases.TryTakeAsync("sweep", Guid.NewGuid(), CancellationToken.None)).ShouldNotBeNull();

        await Should.ThrowAsync<LeaseLostException>(() => stage.Node.RunStore.EndAsync(lease, run, RunState.Completed, null, CancellationToken.None));

        (await stage.Node.RunStore.FindAsync(run.Id, CancellationToken.None)).ShouldNotBeNull().State.ShouldBe(RunState.Queued);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sweep_that_is_open_is_joined(bool inMemory)
    {
        using var stage = Open(inMemory);

        var first = (await stage.Node.Runs.SweepAsync(World.Ane, Systems.Id(1), RunKind.Changes, CancellationToken.None)).ShouldNotBeNull();
        var second = (await stage.Node.Runs.SweepAsync(World.Bo, Systems.Id(1), RunKind.Changes, CancellationToken.None)).ShouldNotBeNull();

        (first.Joined, second.Joined, second.Run.Id).ShouldBe((false, true, first.Run.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_draft_that_was_changed_elsewhere_is_not_replaced(bool inMemory)
    {
        using var stage = Open(inMemory);
        var draft = Draft.Empty.With(Systems.Id(1), new DraftConnection(Systems.Id(1), new LinkSeen(7, 1), null, null));

        (await stage.Node.StoredDrafts.TryReplaceAsync("ane", World.Company(1), null, draft, CancellationToken.None)).ShouldBeTrue();
        (await stage.Node.StoredDrafts.TryReplaceAsync("ane", World.Company(1), null, draft, CancellationToken.None)).ShouldBeFalse();
        stage.Now += TimeSpan.FromDays(8);

        (await stage.Node.StoredDrafts.FindAsync("ane", World.Company(1), CancellationToken.None)).ShouldBeNull();
    }

    private static IStage Open(bool inMemory)
    {
        IStage stage = inMemory ? new MemoryStage(1) : new FileStage(1);
        var any = new Policy(Core.Mapping.Direction.Both, Core.Mapping.WhenBlank.Clears, Core.Mapping.OnConflict.Ask);
        stage.Publish(1, new Setup(any, any, any, any, MapsPhone: true, MapsWeb: true), showsNextRun: false);
        return stage;
    }

    private static Change Given(IStage stage) => new(
        0, Systems.Id(1), null, World.Company(1), Side.Crm, new Core.Mapping.FieldPair("phone", "phone"), "a", "b", "b", null, ChangeState.Planned, ChangeCauses.Chosen, null, "ane", 1,
        stage.Now, ShownUntilDismissed: false);
}
