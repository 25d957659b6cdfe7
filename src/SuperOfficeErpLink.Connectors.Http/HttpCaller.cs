namespace SuperOfficeErpLink.Connectors.Http;

/// <summary>
/// Calls one ERP through the host's way out, each call within its limits, and says what failed in the contract's kinds. Requests go to the origin it was made
/// for and to no other. Safe for any number of calls at once.
/// </summary>
public sealed class HttpCaller : IDisposable
{
    private readonly HttpMessageInvoker invoker;
    private readonly Uri origin;
    private readonly HttpCallLimits limits;
    private readonly TimeProvider time;

    /// <param name="origin">Relative addresses count from it; http or https.</param>
    public HttpCaller(IOutbound outbound, Uri origin, HttpCallLimits limits, TimeProvider time)
    {
        invoker = new HttpMessageInvoker(outbound.CreateHandler(), disposeHandler: false);
        this.origin = origin;
        this.limits = limits;
        this.time = time;
    }

    /// <summary>Sends what only reads, again if it failed in passing.</summary>
    /// <returns>A success.</returns>
    /// <exception cref="ConnectorException">By the table in <see cref="HttpFailures"/>.</exception>
    public async Task<HttpAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => (await AskAsync(request, cancellationToken)).Success();

    /// <summary>As <see cref="SendAsync"/>, for whoever does something about a refusal.</summary>
    public Task<HttpOutcome> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(OutboundRequests.OnlyReads, true);
        return RunAsync(request, cancellationToken);
    }

    /// <summary>Sends what may write, once. Only a cancelled token throws, and then nothing is known of what became of it.</summary>
    public Task<HttpOutcome> TryAsync(HttpRequestMessage request, CancellationToken cancellationToken) => RunAsync(request, cancellationToken);

    /// <summary>The address of a link in an answer.</summary>
    /// <exception cref="ConnectorException">Misconfigured when it leads to another server: our credentials would go along.</exception>
    public Uri Follow(HttpAnswer answer, string link) =>
        Uri.TryCreate(answer.Address, link, out var next) && IsSameOrigin(next) ? next : throw LeadsElsewhere();

    public void Dispose() => invoker.Dispose();

    private async Task<HttpOutcome> RunAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(origin, request.RequestUri ?? origin);
        if (!IsSameOrigin(request.RequestUri))
        {
            return new HttpOutcome.NotSent(LeadsElsewhere());
        }

        var departure = await Departure.WatchAsync(request, cancellationToken);
        using var limit = new CancellationTokenSource(limits.Time, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var isAnswered = false;
        try
        {
            using var message = await invoker.SendAsync(request, either.Token);
            isAnswered = true;
            var body = await ReadAsync(message, either.Token);
            return Judge(new HttpAnswer(message, request.RequestUri, body, time.GetUtcNow()));
        }
        catch (ConnectorException refused)
        {
            // The host refuses before anything leaves; we refuse an answer.
            return isAnswered ? new HttpOutcome.Lost(refused) : new HttpOutcome.NotSent(refused);
        }
        catch (HttpRequestException broken)
        {
            return departure.Ended(HttpFailures.Broken(broken));
        }
        catch (IOException broken)
        {
            return departure.Ended(HttpFailures.Garbled($"The answer broke off: {broken.GetType().Name}"));
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            return departure.Ended(HttpFailures.TooSlow(limits.Time, slow));
        }
    }

    private static HttpOutcome Judge(HttpAnswer answer) => answer switch
    {
        _ when HttpFailures.TurnedAway(answer.Status) => new HttpOutcome.NotSent(answer.Failure(), answer.Status),
        _ when HttpFailures.LeavesOpen(answer.Status) => new HttpOutcome.Lost(answer.Failure()),
        _ => new HttpOutcome.Answered(answer),
    };

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage message, CancellationToken cancellationToken)
    {
        if (message.Content.Headers.ContentLength > limits.AnswerBytes)
        {
            throw HttpFailures.TooLarge(limits.AnswerBytes);
        }

        await using var stream = await message.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var part = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(part, cancellationToken)) > 0)
        {
            if (body.Length + read > limits.AnswerBytes)
            {
                throw HttpFailures.TooLarge(limits.AnswerBytes);
            }

            body.Write(part, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private bool IsSameOrigin(Uri address) =>
        address.Scheme == origin.Scheme && address.Port == origin.Port && string.Equals(address.IdnHost, origin.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static ConnectorException LeadsElsewhere() => new(
        FailureKind.Misconfigured,
        LocalText.Of(
            "The ERP's answer leads to another server, which is not followed. Enter the address that the ERP gives itself, or correct the ERP's own address in its set-up.",
            "ERP-systemets svar fører til en anden server, og den følges ikke. Angiv den adresse, ERP-systemet giver sig selv, eller ret adressen i ERP-systemets opsætning."),
        "A link or request to another origin than the connection's");
}
