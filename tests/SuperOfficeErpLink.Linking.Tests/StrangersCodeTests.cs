using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Linking.Tests.InMemory;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>A connector that throws what its contract does not have.</summary>
public sealed class StrangersCodeTests
{
    private static readonly FieldSet Fields = new(["name"]);
    private static readonly ActorUpdate Update = new("1", null, []);

    private readonly Connector connector = new();
    private readonly MemoryConnections store = new();
    private readonly Connection connection = new(Guid.NewGuid(), "stranger", "Stranger", 1, true, Settings.Empty, null, 1, []);
    private readonly ErpSessions sessions;

    public StrangersCodeTests()
    {
        store.Put(connection);
        sessions = new ErpSessions([connector], store, new NoOutbound(), ErpTimeouts.Default, TimeProvider.System);
    }

    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData("open")]
    [InlineData("open nothing")]
    [InlineData("describe")]
    [InlineData("get")]
    [InlineData("cancels")]
    public async Task What_a_connector_throws_beside_its_contract_is_a_failure_with_a_kind_and_the_connection_fares_badly(string where)
    {
        connector.Fails = where;
        var failure = await Should.ThrowAsync<ConnectorException>(() => GetAsync());

        failure.Kind.ShouldBe(FailureKind.Defect);
        failure.UserText.English.ShouldContain("must not");
        failure.UserText.English.ShouldNotContain("hemmelig");
        (await store.GetHealthAsync(connection.Id, None)).Failure.ShouldBe(FailureKind.Defect);
    }

    [Fact]
    public async Task It_is_tried_again_with_a_session_of_its_own()
    {
        connector.Fails = "get";
        await Should.ThrowAsync<ConnectorException>(() => GetAsync());
        connector.Fails = "";
        await GetAsync();
        connector.Opened.ShouldBe(2);
    }

    [Fact]
    public async Task A_write_during_which_it_threw_may_have_been_done()
    {
        connector.Fails = "update";
        var outcomes = await sessions.UpdateAsync(connection, ActorType.Customer, Fields, [Update, Update], None);
        outcomes.Count.ShouldBe(2);
        outcomes.ShouldAllBe(outcome => outcome is SaveOutcome.Unknown);
        (await sessions.CreateAsync(connection, ActorType.Customer, Fields, new NewActor("r", null, []), None)).ShouldBeOfType<SaveOutcome.Unknown>().Cause.Kind.ShouldBe(FailureKind.Defect);
    }

    [Fact]
    public async Task A_write_that_says_that_nothing_was_sent_is_believed()
    {
        connector.Fails = "update refused";
        (await Should.ThrowAsync<ConnectorException>(() => sessions.UpdateAsync(connection, ActorType.Customer, Fields, [Update], None))).Kind.ShouldBe(FailureKind.Unreachable);
    }

    [Theory]
    [InlineData("feed")]
    [InlineData("feed at once")]
    public async Task A_feed_that_throws_fails_with_a_kind(string where)
    {
        connector.Fails = where;
        var failure = await Should.ThrowAsync<ConnectorException>(async () =>
        {
            await foreach (var _ in sessions.ReadChangesAsync(connection, ActorType.Customer, Fields, null, None))
            {
            }
        });
        failure.Kind.ShouldBe(FailureKind.Defect);
    }

    [Fact]
    public async Task A_session_that_is_closed_badly_takes_nothing_from_what_it_answered()
    {
        connector.Fails = "close";
        await GetAsync();
        await sessions.CloseAsync(connection.Id);
    }

    [Fact]
    public async Task Whoever_cancels_is_told_that_he_did()
    {
        await GetAsync();
        connector.Fails = "cancels";
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => sessions.CallAsync(connection, (session, token) => session.GetAsync(ActorType.Customer, Fields, ["1"], token), cancellation.Token));
    }

    private Task<ReadResult> GetAsync() => sessions.CallAsync(connection, (session, token) => session.GetAsync(ActorType.Customer, Fields, ["1"], token), None);

    private sealed class Connector : IErpConnector
    {
        public string Fails { get; set; } = "";

        public int Opened { get; private set; }

        public ConnectorInfo Info { get; } = new("stranger", new LocalText("Stranger"), 1);

        public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IReadOnlyList<SettingError> Validate(Settings settings) => throw new NotSupportedException();

        public Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken)
        {
            Opened++;
            Fail("open");
            return Task.FromResult<IErpSession>(Fails == "open nothing" ? null! : new Session(this));
        }

        public void Fail(string where)
        {
            if (Fails == where)
            {
                throw new FormatException("hemmelig");
            }
        }
    }

    private sealed class Session(Connector owner) : IErpSession, IErpWriter, IErpChanges
    {
        public Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken)
        {
            owner.Fail("describe");
            var name = new FieldInfo("name", new LocalText("Name"), null, FieldType.Text, FieldAccess.Normal, 0, null, null, null, false, null, null, 0, []);
            return Task.FromResult(new ErpDescription(
                "x", new Limits(10, 10, 1, null, null, null, false, TimeSpan.Zero), [new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update | Abilities.Create, [name])]));
        }

        public Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken)
        {
            owner.Fail("get");
            return owner.Fails == "cancels" ? throw new OperationCanceledException(cancellationToken) : Task.FromResult(new ReadResult([], []));
        }

        public Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken)
        {
            owner.Fail("update");
            throw new ConnectorException(FailureKind.Unreachable, new LocalText("Away."), "Away.");
        }

        public Task<IReadOnlyList<SaveOutcome>> CreateAsync(ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken) => throw new FormatException("hemmelig");

        public Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<ChangePage> ReadChangesAsync(ActorType type, FieldSet fields, string? cursor, CancellationToken cancellationToken)
        {
            owner.Fail("feed at once");
            return PagesAsync(cancellationToken);
        }

        public ValueTask DisposeAsync()
        {
            owner.Fail("close");
            return ValueTask.CompletedTask;
        }

        private async IAsyncEnumerable<ChangePage> PagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask.WaitAsync(cancellationToken);
            owner.Fail("feed");
            yield return new ChangePage([], [], "1", true);
        }
    }
}
