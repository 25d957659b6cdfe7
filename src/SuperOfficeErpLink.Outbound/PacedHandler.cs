using System.Collections.Concurrent;
using System.Net;
using Polly;
using Polly.Retry;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Outbound;

/// <summary>
/// Repeats reads that failed in passing, and leaves a host alone for as long as it asked. Writes are never repeated here: only who
/// sent one knows whether it may be sent again.
/// </summary>
internal sealed class PacedHandler : DelegatingHandler
{
    private const int Repeats = 3;

    private readonly ConcurrentDictionary<string, DateTimeOffset> restUntil = new(StringComparer.OrdinalIgnoreCase);
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;
    private readonly TimeSpan longestWait;
    private readonly TimeProvider time;
    private bool isReleased;

    public PacedHandler(HttpMessageHandler inner, TimeSpan longestWait, TimeProvider time)
        : base(inner)
    {
        this.longestWait = longestWait;
        this.time = time;
        pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = Repeats,
                Delay = TimeSpan.FromMilliseconds(500),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = attempt => ValueTask.FromResult(IsPassing(attempt.Outcome)),
                DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result is { } answer ? RestAskedFor(answer) : null),
            })
            .Build();
    }

    /// <summary>Disposes for good; callers that dispose an HttpClient over the shared handler do not.</summary>
    public void Release()
    {
        isReleased = true;
        Dispose();
    }

    protected override void Dispose(bool disposing) => base.Dispose(disposing && isReleased);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return OnlyReads(request)
                ? await pipeline.ExecuteAsync(
                    static async (state, token) => await state.Handler.SendOnceAsync(state.Request, token),
                    (Handler: this, Request: request),
                    cancellationToken)
                : await SendOnceAsync(request, cancellationToken);
        }
        catch (HttpRequestException wrapped) when (wrapped.InnerException is ConnectorException refusal)
        {
            throw new ConnectorException(refusal.Kind, refusal.UserText, refusal.Message, refusal.RetryAfter, wrapped);
        }
    }

    private static bool OnlyReads(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || (request.Options.TryGetValue(OutboundRequests.OnlyReads, out var says) && says);

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri?.Authority ?? "";
        await RestAsync(host, cancellationToken);
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && RestAskedFor(answer) is { } rest)
        {
            restUntil[host] = time.GetUtcNow() + rest;
        }

        return answer;
    }

    private async Task RestAsync(string host, CancellationToken cancellationToken)
    {
        if (!restUntil.TryGetValue(host, out var until))
        {
            return;
        }

        var rest = until - time.GetUtcNow();
        if (rest <= TimeSpan.Zero)
        {
            restUntil.TryRemove(KeyValuePair.Create(host, until));
            return;
        }

        if (rest > longestWait)
        {
            throw new ConnectorException(
                FailureKind.RateLimited,
                LocalText.Of("The system asked to be left alone for a while. It is tried again then.", "Systemet bad om en pause. Der prøves igen derefter."),
                "The host asked for a rest that is not over",
                rest);
        }

        await Task.Delay(rest, time, cancellationToken);
    }

    private bool IsPassing(Outcome<HttpResponseMessage> outcome)
    {
        if (outcome.Exception is HttpRequestException failure)
        {
            return failure.InnerException is not ConnectorException;
        }

        return outcome.Result is { } answer
            && answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            && !(RestAskedFor(answer) > longestWait);
    }

    private TimeSpan? RestAskedFor(HttpResponseMessage answer)
    {
        var rest = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return rest < TimeSpan.Zero ? TimeSpan.Zero : rest;
    }
}
