using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Linking.Tests.InMemory;

namespace SuperOfficeErpLink.Linking.Tests;

public sealed class ConnectionTesterTests
{
    private static readonly Limits Limits = new(10, 10, 1, null, null, null, false, TimeSpan.Zero);
    private readonly StrangeConnector connector = new();

    [Fact]
    public async Task A_test_says_each_step_with_its_time_and_closes_its_session()
    {
        var result = await TestAsync();

        result.Passed.ShouldBeTrue();
        result.Steps.Select(step => (step.Kind, step.Actor, step.List, step.Records)).ShouldBe(
        [
            (TestStepKind.Validate, null, null, null), (TestStepKind.Connect, null, null, null), (TestStepKind.Describe, null, null, null),
            (TestStepKind.Read, ActorType.Customer, null, 1), (TestStepKind.List, null, "groups", 1),
        ]);
        connector.Closed.ShouldBe(1);
        connector.WasSaved.ShouldBeFalse();
    }

    [Fact]
    public async Task What_validation_says_names_the_setting_and_nothing_is_opened()
    {
        connector.Errors = [new SettingError("definition", new LocalText("Not JSON."), 3)];
        var result = await TestAsync();

        result.Passed.ShouldBeFalse();
        result.Errors.ShouldBe(connector.Errors);
        result.Steps.Count.ShouldBe(1);
        connector.Opened.ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_that_names_its_setting_is_said_of_it()
    {
        connector.Opening = _ => throw new ConnectorException(FailureKind.Unauthorized, new LocalText("Wrong password."), "401") { Setting = "password" };
        var result = await TestAsync();

        result.Errors.Single().Key.ShouldBe("password");
        result.Failure!.English.ShouldBe("Wrong password.");
    }

    [Fact]
    public async Task Another_client_than_the_one_it_must_be_is_said_and_not_read()
    {
        var result = await TestAsync(identity: "other");

        result.Steps[^1].ShouldBe(new TestStep(TestStepKind.Identity, null, null, TimeSpan.Zero, ErpSessions.WrongClient));
        connector.Searches.ShouldBe(0);
    }

    public static TheoryData<string> Hanging => ["open", "block", "describe", "search", "list", "close"];

    [Theory]
    [MemberData(nameof(Hanging))]
    public async Task A_connector_that_hangs_and_ignores_its_token_is_given_up(string where)
    {
        connector.HangsIn = where;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var result = await TestAsync(limit: TimeSpan.FromMilliseconds(300));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        result.Passed.ShouldBe(where == "close");
        if (where != "close")
        {
            result.Failure!.English.ShouldContain("did not answer");
        }

        connector.Release();
    }

    [Fact]
    public async Task A_session_that_opens_too_late_is_closed()
    {
        connector.HangsIn = "open";
        await TestAsync(limit: TimeSpan.FromMilliseconds(100));
        connector.Release();

        await connector.WhenClosed.WaitAsync(TimeSpan.FromSeconds(10));
        connector.Closed.ShouldBe(1);
    }

    public static TheoryData<string, string> Nonsense => new()
    {
        { "null description", "described nothing" },
        { "no types", "offers no kind of record" },
        { "no identity", "which ERP client" },
        { "type twice", "Customer more than once" },
        { "field twice", "“name” more than once" },
        { "bar in key", "cannot be used" },
        { "list unnamed", "list that is not named" },
        { "null session", "must not" },
        { "null page", "answered nothing" },
        { "short record", "other fields" },
        { "no key", "no key" },
        { "null list", "items without a key" },
        { "item twice", "more than once" },
        { "no lists", "cannot read the list" },
        { "throws", "must not" },
        { "cancels", "must not" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_is_said_clearly(string what, string message)
    {
        connector.Says = what;
        var result = await TestAsync();

        result.Passed.ShouldBeFalse();
        result.Failure!.English.ShouldContain(message);
        result.Failure.In(System.Globalization.CultureInfo.GetCultureInfo("da")).ShouldNotBe(result.Failure.English);
    }

    [Theory]
    [InlineData("null form")]
    [InlineData("setting twice")]
    [InlineData("form throws")]
    public async Task A_settings_form_that_makes_no_sense_is_refused(string what)
    {
        connector.Says = what;

        (await Should.ThrowAsync<ConnectorException>(() => Tester(TimeSpan.FromSeconds(5)).DescribeSettingsAsync("strange", Settings.Empty, CancellationToken.None))).Kind.ShouldBe(FailureKind.Defect);
    }

    [Fact]
    public async Task A_settings_form_that_never_comes_is_given_up()
    {
        connector.HangsIn = "form";

        await Should.ThrowAsync<ConnectorException>(() => Tester(TimeSpan.FromMilliseconds(200)).DescribeSettingsAsync("strange", Settings.Empty, CancellationToken.None));
        connector.Release();
    }

    [Fact]
    public async Task A_connector_that_is_not_installed_is_said_by_name() =>
        (await Should.ThrowAsync<ConnectorException>(() => Tester(TimeSpan.FromSeconds(5)).TestAsync("visma", Guid.Empty, Settings.Empty, null, CancellationToken.None))).UserText.English.ShouldContain("visma");

    private static FieldInfo Field(string key, FieldType type = FieldType.Text) =>
        new(key, new LocalText(key), null, type, FieldAccess.Normal, 0, null, null, null, false, null, null, 0, []);

    private Task<ConnectionTestResult> TestAsync(string? identity = null, TimeSpan? limit = null) =>
        Tester(limit ?? TimeSpan.FromSeconds(20)).TestAsync("strange", Guid.NewGuid(), Settings.Empty, identity, CancellationToken.None);

    private ConnectionTester Tester(TimeSpan limit)
    {
        var outbound = new NoOutbound();
        var sessions = new ErpSessions([connector], new MemoryConnections(), outbound, ErpTimeouts.Default, TimeProvider.System);
        return new ConnectionTester(sessions, outbound, new TestLimits(limit), TimeProvider.System);
    }

    /// <summary>Works, unless it is told to hang or to talk nonsense.</summary>
    private sealed class StrangeConnector : IErpConnector
    {
        private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int sessions;

        public ConnectorInfo Info { get; } = new("strange", new LocalText("Strange"), 1);

        public IReadOnlyList<SettingError> Errors { get; set; } = [];

        public Action<ConnectionContext>? Opening { get; set; }

        public string HangsIn { get; set; } = "";

        public string Says { get; set; } = "";

        public int Opened => sessions;

        public int Closed { get; private set; }

        public int Searches { get; private set; }

        public bool WasSaved { get; private set; } = true;

        public Task WhenClosed => closed.Task;

        public void Release() => released.TrySetResult();

        public async Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken)
        {
            await HangAsync("form");
            var field = new SettingField("a", new LocalText("A"), null, SettingType.Text, true, false, null, [], []);
            return Says switch { "null form" => null!, "setting twice" => [field, field], "form throws" => throw new FormatException("?"), _ => [field] };
        }

        public IReadOnlyList<SettingError> Validate(Settings settings) => Errors;

        public async Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken)
        {
            if (HangsIn == "block")
            {
                released.Task.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
            }

            await HangAsync("open");
            Opening?.Invoke(connection);
            sessions++;
            WasSaved = connection.IsSaved;
            return Says switch { "null session" => null!, "no lists" => new Session(this), _ => new ListSession(this) };
        }

        private Task HangAsync(string where) => HangsIn == where ? released.Task : Task.CompletedTask;

        private class Session(StrangeConnector owner) : IErpSession
        {
            protected StrangeConnector Owner => owner;

            public async Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken)
            {
                await owner.HangAsync("describe");
                var name = Field("name");
                var group = Field("group", FieldType.List) with { List = owner.Says == "list unnamed" ? null : "groups" };
                FieldInfo[] fields = owner.Says switch { "field twice" => [name, name], "bar in key" => [Field("a|b")], _ => [name, group] };
                var type = new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update, fields);
                return owner.Says switch
                {
                    "null description" => null!,
                    "no types" => new ErpDescription("x", Limits, []),
                    "no identity" => new ErpDescription(" ", Limits, [type]),
                    "type twice" => new ErpDescription("x", Limits, [type, type]),
                    "throws" => throw new InvalidOperationException("Unexpected."),
                    "cancels" => throw new OperationCanceledException(),
                    _ => new ErpDescription("x", Limits, [type]),
                };
            }

            public Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

            public async Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken)
            {
                await owner.HangAsync("search");
                owner.Searches++;
                var values = new FieldValue[owner.Says == "short record" ? 1 : fields.Keys.Count];
                return owner.Says == "null page" ? null! : new SearchPage([new ErpRecord(owner.Says == "no key" ? "" : "1", null, null, true, null, values)], null, null);
            }

            public async ValueTask DisposeAsync()
            {
                await owner.HangAsync("close");
                owner.Closed++;
                owner.closed.TrySetResult();
            }
        }

        private sealed class ListSession(StrangeConnector owner) : Session(owner), IErpLists
        {
            public async Task<IReadOnlyList<ListItem>> GetListAsync(string list, IReadOnlyList<string>? keys, CancellationToken cancellationToken)
            {
                await Owner.HangAsync("list");
                var item = new ListItem("A", "A", true);
                return Owner.Says switch { "null list" => null!, "item twice" => [item, item], _ => [item] };
            }
        }
    }
}
