namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class LifetimeSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    [Promise]
    public async Task A_session_may_be_disposed_twice()
    {
        var session = await Erp.Connector.OpenAsync(Erp.Connection, None);
        await session.DisposeAsync();
        await session.DisposeAsync();
    }

    [Promise]
    public async Task One_session_does_not_end_with_another()
    {
        await using (await Erp.Connector.OpenAsync(Erp.Connection, None))
        {
        }

        (await ReadAsync(Erp.Keys[0])).Key.ShouldBe(Erp.Keys[0]);
    }

    [Promise]
    public async Task A_disposed_session_says_so()
    {
        var session = await Erp.Connector.OpenAsync(Erp.Connection, None);
        await session.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => session.GetAsync(Erp.Type, Fields, Erp.Keys, None));
    }

    [Promise]
    public async Task Calls_may_run_at_once()
    {
        var limits = (await Session.DescribeAsync(None)).Limits;
        var calls = Enumerable.Range(0, 5 * limits.ParallelCalls).Select(_ => Session.GetAsync(Erp.Type, Fields, Erp.Keys, None));
        foreach (var read in await Task.WhenAll(calls))
        {
            read.Found.Select(record => record.Key).ShouldBe(Erp.Keys, ignoreOrder: true);
        }
    }

    [Promise]
    public async Task A_cancelled_call_throws_that_it_was_cancelled()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Should.ThrowAsync<OperationCanceledException>(() => Session.GetAsync(Erp.Type, Fields, Erp.Keys, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Session.SearchAsync(Erp.Type, Fields, new SearchRequest("x", null, [], null, 10), cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Erp.Connector.OpenAsync(Erp.Connection, cancelled));
    }
}
