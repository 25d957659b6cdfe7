using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Storage.Tests.Stores;

public sealed class ClaimAndDraftTests : IDisposable
{
    private static readonly EntityRef Company = new(EntityType.Company, 1);
    private static readonly Guid Connection = new("11111111-1111-1111-1111-111111111111");
    private readonly OwnTestDatabase database = OwnTestDatabase.Make(TestTemplate.Empty);
    private readonly ManualTime time = new();
    private readonly IClaimStore claims;
    private readonly DraftStore drafts;

    public ClaimAndDraftTests()
    {
        claims = database.Port<IClaimStore>(new ClaimStore(database, Fences, ClaimTime.Default, time));
        drafts = new DraftStore(database, time);
    }

    private FenceStore Fences => new(ClaimTime.Default, LeaseTime.Default, time);

    private static Draft SomeDraft => new([new DraftConnection(Connection, new LinkSeen(1, 1), null, null)]);

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task A_claim_is_one_owners_and_names_him()
    {
        (await TakeAsync("Ane")).Claim.ShouldNotBeNull();

        var second = await TakeAsync("Bo");

        second.ShouldBe(new ClaimAnswer(null, "Ane"));
        (await claims.TryTakeAsync(new EntityRef(EntityType.Company, 2), Guid.NewGuid(), "Bo", default)).Claim.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_claim_ends_after_thirty_seconds_and_whoever_had_it_is_fenced_out()
    {
        var first = (await TakeAsync("Ane")).Claim!;
        time.Now += TimeSpan.FromSeconds(29.9);
        (await TakeAsync("Bo")).Claim.ShouldBeNull();
        time.Now += TimeSpan.FromSeconds(0.1);

        var second = (await TakeAsync("Bo")).Claim!;

        second.Epoch.ShouldBe(first.Epoch + 1);
        await Should.ThrowAsync<ClaimLostException>(() => claims.RenewAsync(first, default));
        await claims.RenewAsync(second, default);
    }

    [Fact]
    public async Task Every_transaction_of_a_lost_claim_is_refused_whole()
    {
        var lost = (await TakeAsync("Ane")).Claim!;
        time.Now += TimeSpan.FromMinutes(1);
        await TakeAsync("Bo");
        var (writes, saves) = (new WriteStore(database, Fences, time), new SaveStore(database, Fences, time));
        var change = new Change(
            0, Connection, 1, Company, Side.Erp, new Core.Mapping.FieldPair("name", "name"), "a", "b", "b", null, ChangeState.Planned, ChangeCauses.Chosen, null, "ane", 1,
            time.Now, false);
        var outcome = new LinkOutcome(1, Connection, [], [], 1, null, null, [], [], time.Now, null);
        var operation = new Operation(Guid.NewGuid(), Connection, Company, "ane", "Ane", OperationStep.Reserved, SomeDraft.Connections[0], null, 1);

        await Should.ThrowAsync<ClaimLostException>(() => writes.StartAsync(lost, [change], default));
        await Should.ThrowAsync<ClaimLostException>(() => writes.SettleAsync(lost, [], [], default));
        await Should.ThrowAsync<ClaimLostException>(() => writes.RecordAsync(lost, [outcome], default));
        await Should.ThrowAsync<ClaimLostException>(() => saves.ReserveAsync(lost, new("ane", "Ane", false, []), Guid.NewGuid(), [], default));
        await Should.ThrowAsync<ClaimLostException>(() => saves.ReleaseAsync(lost, operation, "x", default));
        await Should.ThrowAsync<ClaimLostException>(() => saves.FinishAsync(lost, operation, null, default));

        using var context = database.CreateDbContext();
        context.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_renewed_claim_is_held_for_another_full_time()
    {
        var claim = (await TakeAsync("Ane")).Claim!;
        time.Now += TimeSpan.FromSeconds(25);
        await claims.RenewAsync(claim, default);
        time.Now += TimeSpan.FromSeconds(25);

        (await TakeAsync("Bo")).Claim.ShouldBeNull();
    }

    [Fact]
    public async Task A_released_claim_is_free_at_once_and_a_late_release_frees_nobody_elses()
    {
        var first = (await TakeAsync("Ane")).Claim!;
        await claims.ReleaseAsync([first]);
        (await TakeAsync("Bo")).Claim.ShouldNotBeNull();

        await claims.ReleaseAsync([first]);

        (await TakeAsync("Carl")).HeldBy.ShouldBe("Bo");
    }

    [Fact]
    public async Task Of_many_who_take_a_claim_at_once_one_gets_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => TakeAsync($"{number}"))));

        answers.Count(answer => answer.Claim is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_draft_is_gone_seven_days_after_its_last_change()
    {
        await PutAsync(null);
        time.Now += TimeSpan.FromDays(6);
        var seen = (await drafts.FindAsync("ane", Company, default))!.Token;
        await PutAsync(seen);
        time.Now += TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1);
        (await drafts.FindAsync("ane", Company, default)).ShouldNotBeNull();
        time.Now += TimeSpan.FromSeconds(1);

        (await drafts.FindAsync("ane", Company, default)).ShouldBeNull();
        await PutAsync(null);
        (await drafts.FindAsync("ane", Company, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_draft_that_changed_in_another_window_is_not_replaced()
    {
        await PutAsync(null);
        var seen = (await drafts.FindAsync("ane", Company, default))!.Token;
        await PutAsync(seen);

        (await drafts.TryReplaceAsync("ane", Company, seen, Draft.Empty, default)).ShouldBeFalse();
        (await drafts.TryReplaceAsync("ane", Company, null, Draft.Empty, default)).ShouldBeFalse();
        (await drafts.FindAsync("ane", Company, default))!.Draft.IsEmpty.ShouldBeFalse();
        (await drafts.FindAsync("bo", Company, default)).ShouldBeNull();
    }

    private Task<ClaimAnswer> TakeAsync(string name) => claims.TryTakeAsync(Company, Guid.NewGuid(), name, default);

    private async Task PutAsync(Guid? seen) => (await drafts.TryReplaceAsync("ane", Company, seen, SomeDraft, default)).ShouldBeTrue();
}
