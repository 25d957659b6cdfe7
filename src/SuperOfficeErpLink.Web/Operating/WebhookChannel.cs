using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Alerts;

namespace SuperOfficeErpLink.Web.Operating;

/// <summary>Alerts as JSON to another system, by the outbound policy: no redirects, no forbidden addresses. The secret signs every byte of the body.</summary>
public sealed partial class WebhookChannel(WebhookSettings settings, IOutbound outbound, ILogger<WebhookChannel> logger) : IAlertChannel
{
    public const string SignatureHeader = "X-ErpLink-Signature";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "webhook";

    public async Task<LocalText?> SendAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(Longest);
        try
        {
            using var client = new HttpClient(outbound.CreateHandler(), disposeHandler: false);
            using var request = ToRequest(message);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bounded.Token);
            return answer.IsSuccessStatusCode ? null : Fail(LocalText.Of(
                $"The webhook answered {(int)answer.StatusCode}; it takes a message with a code from 200 to 299.",
                $"Webhooken svarede {(int)answer.StatusCode}; den tager imod en besked med en kode fra 200 til 299."));
        }
        catch (ConnectorException refused)
        {
            return Fail(refused.UserText);
        }
        catch (HttpRequestException)
        {
            return Fail(LocalText.Of("The webhook could not be reached, or its certificate is not trusted.", "Webhooken kunne ikke nås, eller dens certifikat er ikke betroet."));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Fail(LocalText.Of("The webhook did not answer in time.", "Webhooken svarede ikke i tide."));
        }
    }

    private HttpRequestMessage ToRequest(AlertMessage message)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Body(
                message.Id, message.News.ToString().ToLowerInvariant(), message.Cause, message.ConnectionId, message.ConnectionName, message.Since, message.At, message.Subject,
                message.Text, message.Link),
            Json);
        var request = new HttpRequestMessage(HttpMethod.Post, settings.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        if (settings.Secret is { } secret)
        {
            request.Headers.Add(SignatureHeader, $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}");
        }

        return request;
    }

    private LocalText Fail(LocalText why)
    {
        LogFailed(why.English);
        return why;
    }

    private sealed record Body(
        Guid Id, string News, string? Cause, Guid? ConnectionId, string? Connection, DateTimeOffset? Since, DateTimeOffset SentAt, string Subject, string Text, Uri? Link);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An alert could not be sent to the webhook: {Why}")]
    private partial void LogFailed(string why);
}
