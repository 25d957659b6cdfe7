using System.Collections.Concurrent;
using System.Diagnostics;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Linking.Tests.InMemory;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Calls are kept within what the ERP says it bears, whoever makes them.</summary>
public sealed class PacingTests
{
    private static readonly Connection Linked = new(World.Connection, "limited", "ERP", 1, Active: true, Settings.Empty, null, 1, []);
    private readonly ManualTime time = new();
    private readonly MemoryConnections connections = new();

    public PacingTests() => connections.Put(Linked);

    [Fact]
    public async Task Calls_are_as_far_apart_as_the_ERP_wants()
    {
        await using var sessions = Sessions(new LimitedErp(perSecond: 20));
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync(sessions)));

        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(240), "five gaps of a twentieth of a second");
    }

    [Fact]
    public async Task A_person_goes_ahead_of_the_runs_that_wait()
    {
        await using var sessions = Sessions(new LimitedErp(perSecond: 20));
        await AskAsync(sessions);
        var done = new ConcurrentQueue<string>();
        var runs = Enumerable.Range(0, 8).Select(_ => AskInBackgroundAsync(sessions, done)).ToList();
        while (done.IsEmpty)
        {
            await Task.Yield();
        }

        await AskAsync(sessions);
        done.Enqueue("person");
        await Task.WhenAll(runs);

        done.ToList().IndexOf("person").ShouldBeLessThan(8);
    }

    [Fact]
    public async Task Whoever_would_wait_too_long_is_told_so_and_the_ERP_has_not_failed()
    {
        var erp = new LimitedErp(perSecond: 0.05);
        await using var sessions = Sessions(erp);
        await AskAsync(sessions);

        var refusal = await Should.ThrowAsync<ConnectorException>(() => AskAsync(sessions));

        refusal.Kind.ShouldBe(FailureKind.RateLimited);
        refusal.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(20));
        (erp.Asked, erp.Opened).ShouldBe((1, 1));
        (await connections.GetHealthAsync(Linked.Id, default)).FailingSince.ShouldBeNull();
    }

    [Fact]
    public async Task The_days_calls_are_counted_over_all_processes_and_runs_wait_for_the_next_day()
    {
        await connections.AddCallsAsync(Linked.Id, CallBudget.DayOf(time.Now), 60, default);
        var erp = new LimitedErp(perDay: 100);
        await using var sessions = Sessions(erp);
        for (var call = 0; call < 30; call++)
        {
            await AskInBackgroundAsync(sessions, []);
        }

        var refusal = await Should.ThrowAsync<ConnectorException>(() => AskInBackgroundAsync(sessions, []));

        (refusal.Kind, refusal.RetryAfter).ShouldBe((FailureKind.RateLimited, TimeSpan.FromHours(12)));
        erp.Opened.ShouldBe(1, "an ERP that is left alone is not opened again");
        await AskAsync(sessions);
        var health = await connections.GetHealthAsync(Linked.Id, default);
        (health.CallsDay, health.Calls).ShouldBe((CallBudget.DayOf(time.Now), 90));

        time.Now += TimeSpan.FromHours(13);
        await AskInBackgroundAsync(sessions, []);
        (await connections.GetHealthAsync(Linked.Id, default)).FailingSince.ShouldBeNull();
    }

    [Fact]
    public async Task Refused_credentials_are_not_tried_until_the_ERP_locks_us_out()
    {
        var erp = new LimitedErp(errorsPerHour: 10);
        await using var sessions = Sessions(erp);
        await AskAsync(sessions);
        erp.Refuses = true;
        for (var call = 0; call < 30; call++)
        {
            await Should.ThrowAsync<ConnectorException>(() => AskInBackgroundAsync(sessions, []));
        }

        erp.Asked.ShouldBe(1 + 9, "one that was answered, and nine of ten errors");

        time.Now += TimeSpan.FromHours(2);
        erp.Refuses = false;
        await AskInBackgroundAsync(sessions, []);
    }

    private ErpSessions Sessions(LimitedErp erp) => new([erp], connections, new NoOutbound(), ErpTimeouts.Default, time);

    private static Task<ReadResult> AskAsync(ErpSessions sessions) =>
        sessions.CallAsync(Linked, (session, token) => session.GetAsync(ActorType.Customer, new FieldSet([]), ["1"], token), default);

    private static async Task AskInBackgroundAsync(ErpSessions sessions, ConcurrentQueue<string> done)
    {
        ErpSessions.CallInBackground();
        await AskAsync(sessions);
        done.Enqueue("run");
    }

    private sealed class LimitedErp(double? perSecond = null, int? perDay = null, int? errorsPerHour = null) : IErpConnector
    {
        public ConnectorInfo Info { get; } = new("limited", LocalText.Of("Limited", "Begrænset"), 1);

        public int Opened { get; private set; }

        public int Asked { get; private set; }

        public bool Refuses { get; set; }

        public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SettingField>>([]);

        public IReadOnlyList<SettingError> Validate(Settings settings) => [];

        public Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken)
        {
            Opened++;
            return Task.FromResult<IErpSession>(new Session(this));
        }

        private sealed class Session(LimitedErp erp) : IErpSession
        {
            public Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(erp.Description);

            public Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken)
            {
                erp.Asked++;
                return erp.Refuses
                    ? throw new ConnectorException(FailureKind.Unauthorized, LocalText.Of("Refused.", "Afvist."), "refused")
                    : Task.FromResult(new ReadResult([], []));
            }

            public Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }

        private ErpDescription Description { get; } = new("limited", new Limits(100, 100, 4, perSecond, perDay, errorsPerHour, false, TimeSpan.Zero), []);
    }
}
