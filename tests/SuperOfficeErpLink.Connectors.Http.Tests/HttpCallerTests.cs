using System.Net.Http.Json;
using SuperOfficeErpLink.Connectors.Conformance.Troubled;
using SuperOfficeErpLink.Outbound;

namespace SuperOfficeErpLink.Connectors.Http.Tests;

/// <summary>Through the product's real way out, to a server that misbehaves.</summary>
public sealed class HttpCallerTests : IAsyncDisposable
{
    private static readonly HttpCallLimits Small = new(TimeSpan.FromSeconds(60), AnswerBytes: 1000);

    private readonly TroubledProxy server = new(() => throw new InvalidOperationException("Nothing stands behind it."));
    private readonly OutboundGate gate = new(new OutboundPolicy { AllowLoopback = true, FilesDirectory = Path.GetTempPath() }, new HurriedTime());
    private readonly HttpCaller caller;

    public HttpCallerTests() => caller = new HttpCaller(gate, server.Address, Small, new HurriedTime());

    public async ValueTask DisposeAsync()
    {
        caller.Dispose();
        gate.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(301, FailureKind.Misconfigured)]
    [InlineData(400, FailureKind.Defect)]
    [InlineData(401, FailureKind.Unauthorized)]
    [InlineData(403, FailureKind.Unauthorized)]
    [InlineData(404, FailureKind.Misconfigured)]
    [InlineData(405, FailureKind.Misconfigured)]
    [InlineData(407, FailureKind.Unauthorized)]
    [InlineData(408, FailureKind.Unreachable)]
    [InlineData(410, FailureKind.Misconfigured)]
    [InlineData(413, FailureKind.Defect)]
    [InlineData(422, FailureKind.Defect)]
    [InlineData(429, FailureKind.RateLimited)]
    [InlineData(500, FailureKind.Unreachable)]
    [InlineData(501, FailureKind.Misconfigured)]
    [InlineData(502, FailureKind.Unreachable)]
    [InlineData(503, FailureKind.Unreachable)]
    [InlineData(504, FailureKind.Unreachable)]
    public async Task A_status_means_what_the_table_says_and_nothing_the_server_wrote_is_shown(int status, FailureKind kind)
    {
        server.Make(new Trouble.Answer(status, "Traceback: password=hemmeligt"));
        var failure = await FailureAsync();
        failure.Kind.ShouldBe(kind);
        failure.Message.ShouldContain(status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        failure.ToString().ShouldNotContain("hemmeligt");
        failure.UserText.ByLanguage!.ContainsKey("da").ShouldBeTrue();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_rest_that_is_asked_for_is_handed_on(int status)
    {
        server.Make(new Trouble.Answer(status, Headers: ("Retry-After", "600")));
        var failure = await FailureAsync();
        failure.Kind.ShouldBe(FailureKind.RateLimited);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(600));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        await server.DisposeAsync();
        (await FailureAsync()).Kind.ShouldBe(FailureKind.Unreachable);
    }

    [Fact]
    public async Task A_dropped_call_is_sent_again_if_it_only_reads_and_then_is_unreachable()
    {
        server.Make(new Trouble.DropTheCall());
        (await FailureAsync()).Kind.ShouldBe(FailureKind.Unreachable);
        server.Calls.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task A_post_that_only_reads_is_sent_again_whole()
    {
        var seen = new List<string>();
        server.MakeWhere(text =>
        {
            seen.Add(text[text.IndexOf("\r\n\r\n", StringComparison.Ordinal)..].Trim());
            return seen.Count == 1 ? new Trouble.Answer(502) : new Trouble.Answer(200, "[7]", "application/json");
        });
        (await caller.SendAsync(Post(), default)).Json()[0].GetInt32().ShouldBe(7);
        seen.ShouldBe(["{\"name\":\"\\u00C6r\\u00F8\"}", "{\"name\":\"\\u00C6r\\u00F8\"}"]);
    }

    [Fact]
    public async Task An_answer_that_drips_ends_with_the_time_limit()
    {
        server.Make(new Trouble.Drip());
        (await FailureAsync(new HttpCallLimits(TimeSpan.FromSeconds(60), 10_000_000))).Kind.ShouldBe(FailureKind.Unreachable);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_refused()
    {
        server.Make(new Trouble.Answer(200, new string('x', 1001)));
        (await FailureAsync()).Kind.ShouldBe(FailureKind.Defect);
    }

    [Theory]
    [InlineData("<html>Please sign in to the network</html>")]
    [InlineData("{\"id\":1,\"resu")]
    [InlineData("")]
    public async Task What_is_not_JSON_is_no_answer(string body)
    {
        server.Make(new Trouble.Answer(200, body));
        var answer = await caller.SendAsync(new HttpRequestMessage(HttpMethod.Get, "x"), default);
        Should.Throw<ConnectorException>(() => answer.Json()).Kind.ShouldBe(FailureKind.Unreachable);
    }

    [Theory]
    [InlineData(400, typeof(HttpOutcome.Answered))]
    [InlineData(403, typeof(HttpOutcome.Answered))]
    [InlineData(404, typeof(HttpOutcome.Answered))]
    [InlineData(412, typeof(HttpOutcome.Answered))]
    [InlineData(302, typeof(HttpOutcome.NotSent))]
    [InlineData(401, typeof(HttpOutcome.NotSent))]
    [InlineData(429, typeof(HttpOutcome.NotSent))]
    [InlineData(408, typeof(HttpOutcome.Lost))]
    [InlineData(500, typeof(HttpOutcome.Lost))]
    [InlineData(502, typeof(HttpOutcome.Lost))]
    [InlineData(503, typeof(HttpOutcome.Lost))]
    public async Task A_write_is_sent_once_and_its_status_says_whether_it_may_have_been_done(int status, Type outcome)
    {
        server.Make(new Trouble.Answer(status));
        (await caller.TryAsync(Post(), default)).ShouldBeOfType(outcome);
        server.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_whose_answer_is_dropped_or_drips_is_lost_and_sent_once()
    {
        server.Make(new Trouble.DropTheCall());
        (await caller.TryAsync(Post(), default)).ShouldBeOfType<HttpOutcome.Lost>().Cause.Kind.ShouldBe(FailureKind.Unreachable);
        server.Make(new Trouble.Drip());
        (await caller.TryAsync(Post(), default)).ShouldBeOfType<HttpOutcome.Lost>();
        server.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_write_without_a_body_is_sent_once_too()
    {
        server.Make(new Trouble.DropTheCall());
        (await caller.TryAsync(new HttpRequestMessage(HttpMethod.Delete, "x"), default)).ShouldBeOfType<HttpOutcome.Lost>();
        server.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_to_a_server_that_is_not_there_was_not_sent()
    {
        await server.DisposeAsync();
        (await caller.TryAsync(Post(), default)).ShouldBeOfType<HttpOutcome.NotSent>().Cause.Kind.ShouldBe(FailureKind.Unreachable);
    }

    [Fact]
    public async Task A_write_while_the_server_rests_was_not_sent()
    {
        server.Make(new Trouble.Answer(429, Headers: ("Retry-After", "600")));
        await caller.TryAsync(Post(), default);
        var outcome = await caller.TryAsync(new HttpRequestMessage(HttpMethod.Delete, "x"), default);
        outcome.ShouldBeOfType<HttpOutcome.NotSent>().Cause.Kind.ShouldBe(FailureKind.RateLimited);
        server.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("https://erp.example/next")]
    [InlineData("//erp.example/next")]
    [InlineData("ftp://127.0.0.1/next")]
    public async Task A_link_or_request_to_another_origin_is_refused(string link)
    {
        server.Make(new Trouble.Answer(200, "[]"));
        var answer = await caller.SendAsync(new HttpRequestMessage(HttpMethod.Get, "a/b"), default);
        Should.Throw<ConnectorException>(() => caller.Follow(answer, link)).Kind.ShouldBe(FailureKind.Misconfigured);
        (await Should.ThrowAsync<ConnectorException>(() => caller.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(link, UriKind.RelativeOrAbsolute)), default)))
            .Kind.ShouldBe(FailureKind.Misconfigured);
        server.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_relative_link_counts_from_what_was_asked()
    {
        server.Make(new Trouble.Answer(200, "[]"));
        var answer = await caller.SendAsync(new HttpRequestMessage(HttpMethod.Get, "odata/Partners"), default);
        caller.Follow(answer, "Partners?$skiptoken=1000").AbsolutePath.ShouldBe("/odata/Partners");
        caller.Follow(answer, server.Address + "x").AbsolutePath.ShouldBe("/x");
    }

    [Fact]
    public async Task A_cancelled_call_throws_that_it_was_cancelled()
    {
        server.Make(new Trouble.Drip());
        using var cancellation = new CancellationTokenSource();
        server.MakeWhere(_ =>
        {
            cancellation.Cancel();
            return new Trouble.Drip();
        });
        await Should.ThrowAsync<OperationCanceledException>(() => caller.SendAsync(Post(), cancellation.Token));
    }

    private static HttpRequestMessage Post() => new(HttpMethod.Post, "erp/") { Content = JsonContent.Create(new { name = "Ærø" }) };

    private async Task<ConnectorException> FailureAsync(HttpCallLimits? limits = null)
    {
        using var other = new HttpCaller(gate, server.Address, limits ?? Small, new HurriedTime());
        return await Should.ThrowAsync<ConnectorException>(() => other.SendAsync(new HttpRequestMessage(HttpMethod.Get, "x"), default));
    }
}
