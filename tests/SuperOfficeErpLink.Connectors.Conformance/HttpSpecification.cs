using SuperOfficeErpLink.Connectors.Conformance.Troubled;

namespace SuperOfficeErpLink.Connectors.Conformance;

/// <summary>What goes wrong between a connector and a server, made to happen.</summary>
public abstract class HttpSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    private readonly TroubledProxy proxy;
    private IErpSession troubled = null!;

    protected HttpSpecification() => proxy = new TroubledProxy(() => Erp.Server);

    public static TheoryData<int, FailureKind> Statuses => new()
    {
        { 401, FailureKind.Unauthorized }, { 403, FailureKind.Unauthorized }, { 404, FailureKind.Misconfigured }, { 408, FailureKind.Unreachable },
        { 429, FailureKind.RateLimited }, { 500, FailureKind.Unreachable }, { 502, FailureKind.Unreachable }, { 503, FailureKind.Unreachable }, { 504, FailureKind.Unreachable },
    };

    private IErpWriter Writer => (IErpWriter)troubled;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        troubled = await Erp.Connector.OpenAsync(Erp.Through(proxy.Address, new HurriedTime()), None);
    }

    public override async Task DisposeAsync()
    {
        proxy.Make(null);
        await troubled.DisposeAsync();
        await proxy.DisposeAsync();
        await base.DisposeAsync();
    }

    [Promises]
    [MemberData(nameof(Statuses))]
    public async Task A_status_has_its_meaning_for_an_open_session_and_for_a_new_one(int status, FailureKind kind)
    {
        proxy.Make(new Trouble.Answer(status, "<h1>Traceback: secret</h1>", Headers: ("X-Trace", "secret")));
        foreach (var failure in new[] { await FailureAsync(ReadTroubledAsync), await FailureAsync(OpenTroubledAsync) })
        {
            failure.Kind.ShouldBe(kind);
            failure.ToString().ShouldNotContain("Traceback");
        }
    }

    [Promise]
    public async Task A_rest_that_is_asked_for_is_told()
    {
        proxy.Make(new Trouble.Answer(429, Headers: ("Retry-After", "3600")));
        var failure = await FailureAsync(ReadTroubledAsync);
        failure.Kind.ShouldBe(FailureKind.RateLimited);
        failure.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    [Promise]
    public async Task What_is_not_the_ERPs_answer_is_never_taken_for_one()
    {
        foreach (var trouble in (Trouble[])[new Trouble.Answer(200, "<html>Sign in to the network</html>"), new Trouble.Answer(200), new Trouble.BreakTheAnswer(), new Trouble.DropTheCall(), new Trouble.Drip()])
        {
            proxy.Make(trouble);
            (await FailureAsync(ReadTroubledAsync)).Kind.ShouldBe(FailureKind.Unreachable, trouble.ToString());
        }
    }

    [Promise]
    public async Task A_redirect_to_another_server_is_not_followed()
    {
        await using var other = new TroubledProxy(() => Erp.Server);
        proxy.Make(new Trouble.Answer(302, Headers: ("Location", other.Address.ToString())));
        (await FailureAsync(ReadTroubledAsync)).Kind.ShouldBe(FailureKind.Misconfigured);
        other.Calls.ShouldBe(0);
    }

    [Promise]
    public async Task A_session_goes_on_when_the_trouble_is_over()
    {
        proxy.Make(new Trouble.Answer(502));
        await FailureAsync(ReadTroubledAsync);
        proxy.Make(null);
        await ReadTroubledAsync();
    }

    [Promise]
    public async Task An_update_whose_answer_is_lost_is_not_known_to_be_done_or_not()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        proxy.MakeWhere(request => Erp.IsWrite(request) ? new Trouble.LoseTheAnswer() : null);
        var outcome = await UpdateAsync(before);
        (outcome is SaveOutcome.Unknown { Cause.Kind: FailureKind.Unreachable } or SaveOutcome.Saved).ShouldBeTrue(outcome.ToString());
        (await ReadAsync(Erp.Keys[0])).Values.ShouldBe([FieldValue.Of("ours")]);
    }

    [Promise]
    public async Task An_update_that_never_arrives_is_never_called_saved_or_refused()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        proxy.MakeWhere(request => Erp.IsWrite(request) ? new Trouble.DropTheCall() : null);
        var outcome = await UpdateAsync(before);
        (outcome is SaveOutcome.Unknown or SaveOutcome.NotTried).ShouldBeTrue(outcome.ToString());
        (await ReadAsync(Erp.Keys[0])).Values.ShouldBe(before.Values);
    }

    [Promise]
    public async Task An_update_to_a_server_that_rests_was_not_tried()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        proxy.MakeWhere(request => Erp.IsWrite(request) ? new Trouble.Answer(429, Headers: ("Retry-After", "3600")) : null);
        (await UpdateAsync(before)).ShouldBeOfType<SaveOutcome.NotTried>().Cause.Kind.ShouldBe(FailureKind.RateLimited);
        (await ReadAsync(Erp.Keys[0])).Values.ShouldBe(before.Values);
    }

    [Promise]
    public async Task A_create_whose_answer_is_lost_is_made_once_and_found_again()
    {
        if (!(await Session.DescribeAsync(None)).Find(Erp.Type)!.Can.HasFlag(Abilities.Create | Abilities.Reference))
        {
            return;
        }

        proxy.MakeWhere(request => Erp.IsWrite(request) ? new Trouble.LoseTheAnswer() : null);
        var outcome = (await Writer.CreateAsync(Erp.Type, Fields, [new NewActor("erplink-lost", null, Erp.NewRecord)], None)).ShouldHaveSingleItem();
        (outcome is SaveOutcome.Unknown or SaveOutcome.Saved).ShouldBeTrue(outcome.ToString());
        (await ((IErpWriter)Session).FindByReferenceAsync(Erp.Type, Fields, "erplink-lost", None)).Count.ShouldBe(1);
    }

    private Task ReadTroubledAsync() => troubled.GetAsync(Erp.Type, Fields, [Erp.Keys[0]], None);

    private async Task OpenTroubledAsync() => await (await Erp.Connector.OpenAsync(Erp.Through(proxy.Address, new HurriedTime()), None)).DisposeAsync();

    private async Task<SaveOutcome> UpdateAsync(ErpRecord before) =>
        (await Writer.UpdateAsync(Erp.Type, Fields, [new ActorUpdate(before.Key, before.Version, [new FieldChange(Erp.TextField, before.Values[0], FieldValue.Of("ours"))])], None))
        .ShouldHaveSingleItem();

    private static async Task<ConnectorException> FailureAsync(Func<Task> call) => await Should.ThrowAsync<ConnectorException>(call);
}
