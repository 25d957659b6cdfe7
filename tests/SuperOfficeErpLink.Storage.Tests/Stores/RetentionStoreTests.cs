using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Storage.Tests.Stores;

public sealed class RetentionStoreTests : IDisposable
{
    private static readonly Guid Connection = new("11111111-1111-1111-1111-111111111111");
    private readonly OwnTestDatabase database = OwnTestDatabase.Make(TestTemplate.Empty);
    private readonly ManualTime time = new();

    private DateTimeOffset Old => time.Now.AddMonths(-24).AddMinutes(-1);

    private DateTimeOffset Young => time.Now.AddMonths(-24).AddMinutes(1);

    public void Dispose() => database.Dispose();

    [Theory]
    [InlineData(ChangeState.Done, true)]
    [InlineData(ChangeState.Rejected, true)]
    [InlineData(ChangeState.Stale, true)]
    [InlineData(ChangeState.Dropped, true)]
    [InlineData(ChangeState.Planned, false)]
    [InlineData(ChangeState.Sending, false)]
    [InlineData(ChangeState.Unknown, false)]
    public async Task A_change_goes_when_it_is_ended_and_older_than_the_history_is_kept(ChangeState state, bool goes)
    {
        Add(context => context.Changes.AddRange(Change(Old, state), Change(Young, state)));

        await RunAsync();

        Count(context => context.Changes.Where(row => row.At == Old)).ShouldBe(goes ? 0 : 1);
        Count(context => context.Changes.Where(row => row.At == Young)).ShouldBe(1);
    }

    [Fact]
    public async Task A_replaced_edit_that_nobody_dismissed_is_not_kept_longer()
    {
        Add(context =>
        {
            var shown = Change(Old, ChangeState.Done);
            shown.ShownUntilDismissed = true;
            context.Changes.Add(shown);
        });

        await RunAsync();

        Count(context => context.Changes).ShouldBe(0);
    }

    [Fact]
    public async Task Events_Saves_runs_alerts_and_days_go_when_they_are_too_old_and_ended()
    {
        Add(context =>
        {
            foreach (var at in (DateTimeOffset[])[Old, Young])
            {
                context.LinkEvents.Add(new LinkEventRow { ConnectionId = Connection, Kind = LinkEventKind.Linked, At = at });
                context.Operations.Add(new OperationRow { Id = Guid.NewGuid(), StartedAt = at, EndedAt = at, EntityType = EntityType.Company, EntityId = 1, ConnectionId = Connection });
                context.Runs.Add(new RunRow { ConnectionId = Connection, Kind = RunKind.OneRecord, State = RunState.Completed, Queued = at, Ended = at });
                context.Alerts.Add(new AlertRow { ConnectionId = Connection, CauseKey = "down", Since = at, OverAt = at });
                context.DailyFigures.Add(new DailyFigureRow { ConnectionId = Connection, Day = DateOnly.FromDateTime(at.UtcDateTime.AddDays(at == Old ? -1 : 1)) });
            }

            context.Operations.Add(new OperationRow { Id = Guid.NewGuid(), StartedAt = Old, Open = true, EntityType = EntityType.Company, EntityId = 2, ConnectionId = Connection });
            context.Runs.Add(new RunRow { ConnectionId = Connection, Kind = RunKind.Changes, State = RunState.Braked, Queued = Old, Open = true, Sweeping = true });
            context.Alerts.Add(new AlertRow { ConnectionId = Connection, CauseKey = "down", Since = Old, Open = true });
        });

        (await RunAsync()).ShouldBe(new RemovedHistory(0, 1, 1, 1, 2));

        Count(context => context.LinkEvents).ShouldBe(1);
        Count(context => context.Operations).ShouldBe(2);
        Count(context => context.Runs).ShouldBe(2);
        Count(context => context.Alerts).ShouldBe(2);
        Count(context => context.DailyFigures).ShouldBe(1);
    }

    [Fact]
    public async Task What_an_open_Save_or_run_has_done_stays_with_it()
    {
        var operation = Guid.NewGuid();
        Add(context =>
        {
            context.Operations.Add(new OperationRow { Id = operation, StartedAt = Old, Open = true, EntityType = EntityType.Company, EntityId = 2, ConnectionId = Connection });
            context.Runs.Add(new RunRow { Id = 5, ConnectionId = Connection, Kind = RunKind.Undo, State = RunState.Running, Queued = Old, Open = true });
            var (ofSave, ofRun) = (Change(Old, ChangeState.Done), Change(Old, ChangeState.Done));
            (ofSave.OperationId, ofRun.RunId) = (operation, 5);
            context.Changes.AddRange(ofSave, ofRun);
        });

        (await RunAsync()).All.ShouldBe(0);
    }

    [Fact]
    public async Task More_than_fits_in_one_transaction_goes_in_several()
    {
        Add(context => context.Changes.AddRange(Enumerable.Range(0, 2500).Select(_ => Change(Old, ChangeState.Done))));

        (await RunAsync()).Changes.ShouldBe(2500);
    }

    [Fact]
    public async Task Zero_months_keep_the_history_but_not_drafts_that_have_expired()
    {
        Add(context =>
        {
            context.Changes.Add(Change(Old, ChangeState.Done));
            context.Drafts.AddRange(
                new DraftRow { UserId = "ane", EntityType = EntityType.Company, EntityId = 1, ExpiresAt = time.Now },
                new DraftRow { UserId = "bo", EntityType = EntityType.Company, EntityId = 1, ExpiresAt = time.Now.AddSeconds(1) });
        });

        (await RunAsync(months: 0)).ShouldBe(new RemovedHistory(0, 0, 0, 0, 1));

        Count(context => context.Changes).ShouldBe(1);
        Count(context => context.Drafts.Where(row => row.UserId == "bo")).ShouldBe(1);
    }

    [Fact]
    public async Task Answers_that_are_not_given_again_go_whatever_is_kept_of_the_history()
    {
        Add(context => context.Idempotency.AddRange(
            new IdempotencyRow { Key = "old", At = time.Now.AddHours(-24).AddSeconds(-1), Status = 201, Body = "{}" },
            new IdempotencyRow { Key = "young", At = time.Now.AddHours(-24).AddSeconds(1), Status = 201, Body = "{}" }));

        (await RunAsync(months: 0)).ShouldBe(new RemovedHistory(0, 0, 0, 0, 1));

        Count(context => context.Idempotency.Where(row => row.Key == "young")).ShouldBe(1);
        Count(context => context.Idempotency).ShouldBe(1);
    }

    private Task<RemovedHistory> RunAsync(int months = 24) =>
        new Retention(new RetentionStore(database, time), new HistoryAge(months), time).RunAsync(CancellationToken.None);

    private static ChangeRow Change(DateTimeOffset at, ChangeState state) => new()
    {
        ConnectionId = Connection, EntityType = EntityType.Company, EntityId = 1, Side = Side.Erp, Field = "name", Old = "a", Sent = "b", State = state, At = at,
    };

    private void Add(Action<ErpLinkDbContext> add)
    {
        using var context = database.CreateDbContext();
        add(context);
        context.SaveChanges();
    }

    private int Count<T>(Func<ErpLinkDbContext, IQueryable<T>> rows)
    {
        using var context = database.CreateDbContext();
        return rows(context).Count();
    }
}
