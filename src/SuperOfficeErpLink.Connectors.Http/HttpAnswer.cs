using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace SuperOfficeErpLink.Connectors.Http;

/// <summary>A whole answer. Its text is the server's and is shown to nobody unread: it may hold a trace or a secret.</summary>
public sealed class HttpAnswer
{
    private readonly ReadOnlyMemory<byte> body;
    private readonly DateTimeOffset receivedAt;

    internal HttpAnswer(HttpResponseMessage message, Uri address, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        Status = message.StatusCode;
        Headers = message.Headers;
        MediaType = message.Content.Headers.ContentType?.MediaType;
        Address = address;
        this.body = body;
        this.receivedAt = receivedAt;
    }

    public HttpStatusCode Status { get; }

    public HttpResponseHeaders Headers { get; }

    /// <summary>Null when the server does not say.</summary>
    public string? MediaType { get; }

    /// <summary>What was asked; links in the answer are relative to it.</summary>
    public Uri Address { get; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public ReadOnlySpan<byte> Body => body.Span;

    /// <summary>How long the server asked to be left alone; null when it did not.</summary>
    public TimeSpan? RestAskedFor => Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > receivedAt ? date - receivedAt : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>The answer as JSON, which lives as long as it is referred to.</summary>
    /// <exception cref="ConnectorException">Unreachable: something stands between us and the ERP, or the answer broke off.</exception>
    public JsonElement Json()
    {
        try
        {
            // Read into objects of its own: nothing to give back.
            return JsonElement.Parse(body.Span);
        }
        catch (JsonException broken)
        {
            throw HttpFailures.Garbled($"{(int)Status} with {MediaType ?? "no media type"} is not JSON at line {broken.LineNumber}, byte {broken.BytePositionInLine}");
        }
    }

    /// <summary>What this status means for whoever must act; only for an answer that is no success.</summary>
    public ConnectorException Failure() => HttpFailures.Of(this);
}
