using System.Net;
using System.Net.Http.Headers;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Outbound.Tests;

public sealed class PacedHandlerTests
{
    private static readonly Uri Address = new("https://erp.example/customers");

    private readonly SteppingTime time = new();

    [Fact]
    public async Task A_read_that_fails_in_passing_is_repeated()
    {
        var erp = new ScriptedErp(HttpStatusCode.BadGateway, HttpStatusCode.OK);
        (await SendAsync(erp, HttpMethod.Get)).StatusCode.ShouldBe(HttpStatusCode.OK);
        erp.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_write_is_never_repeated()
    {
        var erp = new ScriptedErp(HttpStatusCode.BadGateway, HttpStatusCode.OK);
        (await SendAsync(erp, HttpMethod.Post)).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        erp.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_lasting_refusal_is_not_repeated()
    {
        var erp = new ScriptedErp(HttpStatusCode.NotFound);
        (await SendAsync(erp, HttpMethod.Get)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        erp.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_rest_asked_for_is_kept()
    {
        var erp = new ScriptedErp(HttpStatusCode.TooManyRequests, HttpStatusCode.OK) { RetryAfter = TimeSpan.FromSeconds(20) };
        var start = time.GetUtcNow();
        (await SendAsync(erp, HttpMethod.Get)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (time.GetUtcNow() - start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_rest_too_long_to_wait_for_is_told_and_kept_by_the_next_call()
    {
        var erp = new ScriptedErp(HttpStatusCode.TooManyRequests, HttpStatusCode.OK) { RetryAfter = TimeSpan.FromMinutes(10) };
        using var client = Client(erp);
        (await client.GetAsync(Address)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        var limited = await Should.ThrowAsync<ConnectorException>(() => client.GetAsync(Address));
        limited.Kind.ShouldBe(FailureKind.RateLimited);
        limited.RetryAfter!.Value.ShouldBe(TimeSpan.FromMinutes(10));
        erp.Calls.ShouldBe(1);
        time.Step(TimeSpan.FromMinutes(11));
        (await client.GetAsync(Address)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> SendAsync(ScriptedErp erp, HttpMethod method)
    {
        using var client = Client(erp);
        using var request = new HttpRequestMessage(method, Address);
        return await client.SendAsync(request);
    }

    private HttpClient Client(ScriptedErp erp) => new(new PacedHandler(erp, TimeSpan.FromSeconds(30), time));

    private sealed class ScriptedErp(params HttpStatusCode[] answers) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        public TimeSpan? RetryAfter { get; init; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var status = answers[Math.Min(Calls++, answers.Length - 1)];
            var answer = new HttpResponseMessage(status);
            if (RetryAfter is { } rest && status == HttpStatusCode.TooManyRequests)
            {
                answer.Headers.RetryAfter = new RetryConditionHeaderValue(rest);
            }

            return Task.FromResult(answer);
        }
    }

    /// <summary>Time in which whoever waits is served at once, the clock having moved on by what was waited for.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private readonly DateTimeOffset start = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);
        private long ticks;

        public override DateTimeOffset GetUtcNow() => start.AddTicks(Interlocked.Read(ref ticks));

        public void Step(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime <= TimeSpan.Zero || dueTime == Timeout.InfiniteTimeSpan || dueTime >= TimeSpan.FromMinutes(5))
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            Step(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
