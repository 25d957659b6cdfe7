using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Alerts;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Storage.Tests.Stores;

/// <summary>Alerts from what the tables say to what a channel gets, on the real store.</summary>
public sealed class AlertRoundTests : IDisposable
{
    private static readonly Guid Connection = new("11111111-1111-1111-1111-111111111111");
    private readonly OwnTestDatabase database = OwnTestDatabase.Make(TestTemplate.Empty);
    private readonly ManualTime time = new();
    private readonly Channel mail = new("mail");
    private readonly Channel webhook = new("webhook");
    private readonly FenceStore fences;
    private readonly ConnectionStore connections;

    public AlertRoundTests()
    {
        fences = new FenceStore(ClaimTime.Default, LeaseTime.Default, time);
        connections = new ConnectionStore(database, null!);
        using var context = database.CreateDbContext();
        context.Connections.Add(new ConnectionRow { Id = Connection, ConnectorId = "sql", Name = "ERP", Active = true, MappingVersion = 1, RowVersion = 1 });
        context.SaveChanges();
    }

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task An_ERP_that_is_down_is_told_once_again_the_next_day_and_when_it_is_back()
    {
        await FailAsync(FailureKind.Unreachable);
        (await RoundAsync(TimeSpan.FromMinutes(15))).ShouldBeEmpty();
        (await RoundAsync(TimeSpan.FromMinutes(1))).ShouldBe(["connection-down Begun"]);
        (await RoundAsync(TimeSpan.FromMinutes(1))).ShouldBeEmpty();
        (await RoundAsync(TimeSpan.FromHours(23))).ShouldBeEmpty();
        (await RoundAsync(TimeSpan.FromHours(1))).ShouldBe(["connection-down Lasting"]);
        await connections.SaveHealthAsync(Connection, new ConnectionHealth(null, null, null, time.Now, 0), default);
        (await RoundAsync(TimeSpan.FromMinutes(1))).ShouldBeEmpty();
        (await RoundAsync(TimeSpan.FromMinutes(5))).ShouldBe(["connection-down Over"]);
        (await RoundAsync(TimeSpan.FromDays(3))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refused_credentials_and_a_brake_are_told_at_once_and_a_run_that_only_shows_its_list_is_not()
    {
        await FailAsync(FailureKind.Unauthorized);
        await BrakeAsync(1, isPreview: true);
        (await RoundAsync(TimeSpan.Zero)).ShouldBe(["credentials-refused Begun"]);
        await BrakeAsync(2, isPreview: false);

        (await RoundAsync(TimeSpan.FromSeconds(30))).ShouldBe(["brake Begun"]);
    }

    [Fact]
    public async Task A_problem_is_told_when_it_is_older_than_a_day_and_over_when_it_is_gone()
    {
        await using (var context = database.CreateDbContext())
        {
            context.Problems.Add(new ProblemRow { ConnectionId = Connection, CauseKey = "refused", First = time.Now, Last = time.Now });
            await context.SaveChangesAsync();
        }

        (await RoundAsync(TimeSpan.FromDays(1))).ShouldBeEmpty();
        (await RoundAsync(TimeSpan.FromMinutes(1))).ShouldBe(["old-problems Begun"]);
        await using (var context = database.CreateDbContext())
        {
            await context.Problems.ExecuteDeleteAsync();
        }

        (await RoundAsync(TimeSpan.FromMinutes(1))).ShouldBe(["old-problems Over"]);
        (await RoundAsync(TimeSpan.FromMinutes(1))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_no_channel_took_is_due_until_one_does_and_the_channel_is_asked_ever_more_seldom()
    {
        mail.Failure = webhook.Failure = LocalText.Of("no", "nej");
        await FailAsync(FailureKind.Unauthorized);
        (await RoundAsync(TimeSpan.Zero)).ShouldBe(["credentials-refused Begun"]);
        (await RoundAsync(TimeSpan.FromSeconds(9))).ShouldBeEmpty();
        (await RoundAsync(TimeSpan.FromSeconds(2))).ShouldBe(["credentials-refused Begun"]);
        (await RoundAsync(TimeSpan.FromSeconds(19))).ShouldBeEmpty();
        (await StoredAsync()).ToldAt.ShouldBeNull();
        webhook.Failure = null;

        await RoundAsync(TimeSpan.FromSeconds(2));

        (await StoredAsync()).ToldAt.ShouldBe(time.Now);
        var states = await Task.WhenAll(Store.FindChannelAsync("mail", default), Store.FindChannelAsync("webhook", default));
        states[0].Failures.ShouldBe(3);
        states[1].ShouldBe(new ChannelState(time.Now, null, 0, null, null));
    }

    [Fact]
    public async Task Of_two_processes_only_one_sends()
    {
        await FailAsync(FailureKind.Unauthorized);
        mail.Slow = new TaskCompletionSource();
        var first = Round().RunAsync(default);
        await mail.Asked.Task.WaitAsync(TimeSpan.FromSeconds(30));

        (await Round().RunAsync(default)).ShouldBe(0);
        mail.Slow.SetResult();

        (await first).ShouldBe(1);
        mail.Messages.ShouldHaveSingleItem();
        (await Round().RunAsync(default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_process_that_slept_through_its_lease_marks_nothing()
    {
        await FailAsync(FailureKind.Unauthorized);
        mail.Slow = new TaskCompletionSource();
        var sleeper = Round().RunAsync(default);
        await mail.Asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        time.Now += TimeSpan.FromMinutes(1);
        (await new LeaseStore(database, fences).TryTakeAsync("alerts", Guid.NewGuid(), default)).ShouldNotBeNull();
        mail.Slow.SetResult();

        (await sleeper).ShouldBe(0);

        (await StoredAsync()).ToldAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_test_goes_to_every_channel_and_says_what_each_answered()
    {
        webhook.Failure = LocalText.Of("no", "nej");
        var administrator = new UserContext("adm", "Adam", IsAdministrator: true, []);

        (await Round().TestAsync(administrator, default)).ShouldBe([new TestedChannel("mail", null), new TestedChannel("webhook", webhook.Failure)]);

        (await Store.FindChannelAsync("webhook", default)).Failures.ShouldBe(1);
        await Should.ThrowAsync<AccessDeniedException>(() => Round().TestAsync(administrator with { IsAdministrator = false }, default));
    }

    private AlertStore Store => new(database, connections, fences, time);

    private AlertRound Round() => new(Store, [mail, webhook], new Words(), new LeaseStore(database, fences), time);

    /// <summary>What the channels were asked to send in one round, a while later.</summary>
    private async Task<IReadOnlyList<string>> RoundAsync(TimeSpan later)
    {
        time.Now += later;
        mail.Messages.Clear();
        await Round().RunAsync(default);
        return [.. mail.Messages.Select(message => message.Subject)];
    }

    private async Task<AlertRow> StoredAsync()
    {
        await using var context = database.CreateDbContext();
        return await context.Alerts.AsNoTracking().SingleAsync();
    }

    private Task FailAsync(FailureKind kind) => connections.SaveHealthAsync(Connection, new ConnectionHealth(kind, null, time.Now, null, 3), default);

    private async Task BrakeAsync(long id, bool isPreview)
    {
        await using var context = database.CreateDbContext();
        context.Runs.Add(new RunRow
        {
            Id = id, ConnectionId = Connection, Kind = RunKind.Undo, State = RunState.Braked, Open = true, Queued = time.Now,
            Brake = JsonSerializer.Serialize(new BrakeVerdict(false, 50, 25, 0, 10, 0, 10, 0, isPreview)),
        });
        await context.SaveChangesAsync();
    }

    private sealed class Channel(string name) : IAlertChannel
    {
        public string Name => name;

        public List<AlertMessage> Messages { get; } = [];

        public LocalText? Failure { get; set; }

        public TaskCompletionSource? Slow { get; set; }

        public TaskCompletionSource Asked { get; } = new();

        public async Task<LocalText?> SendAsync(AlertMessage message, CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            if (Slow is { } slow)
            {
                await slow.Task.WaitAsync(cancellationToken);
            }

            Messages.Add(message);
            return Failure;
        }
    }

    private sealed class Words : IAlertWords
    {
        public AlertMessage Write(StoredAlert alert, AlertNews news, string? connectionName, DateTimeOffset now) =>
            new(Guid.NewGuid(), news, alert.Cause, alert.ConnectionId, connectionName, alert.Since, now, $"{alert.Cause} {news}", "", null);

        public AlertMessage WriteTest(DateTimeOffset now) => new(Guid.NewGuid(), AlertNews.Test, null, null, null, null, now, "test", "", null);
    }
}
