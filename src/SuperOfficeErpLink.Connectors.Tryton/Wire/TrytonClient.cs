using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SuperOfficeErpLink.Connectors.Http;

namespace SuperOfficeErpLink.Connectors.Tryton.Wire;

/// <summary>
/// Tryton's JSON-RPC over one signed-in session. A session that has ended is renewed once per call; a refused sign-in is remembered and never tried again, for
/// after a few of them Tryton locks its user out.
/// </summary>
internal sealed class TrytonClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TrytonSettings settings;
    private readonly HttpCaller http;
    private readonly SemaphoreSlim signingIn = new(1);
    private volatile SignedIn? session;
    private ConnectorException? refusal;

    public TrytonClient(TrytonSettings settings, IOutbound outbound, TimeProvider time)
    {
        this.settings = settings;
        Time = time;
        http = new HttpCaller(outbound, settings.Root, HttpCallLimits.Usual, time);
    }

    /// <summary>The longest a call takes.</summary>
    public static TimeSpan CallTime => HttpCallLimits.Usual.Time;

    public TimeProvider Time { get; }

    public TrytonSettings Settings => settings;

    public int UserId => session?.UserId ?? 0;

    /// <summary>A call that only reads.</summary>
    public async Task<RpcResult> ReadAsync(string method, CancellationToken cancellationToken, params object?[] parameters)
    {
        var current = await SignInAsync(null, cancellationToken);
        var outcome = await http.AskAsync(Request(current, method, parameters), cancellationToken);
        if (IsEnded(outcome))
        {
            outcome = await http.AskAsync(Request(await SignInAsync(current, cancellationToken), method, parameters), cancellationToken);
        }

        var answer = outcome.Success();
        var body = answer.Json();
        return RpcAnswer.ErrorIn(body) is { } error
            ? throw TrytonTexts.ReadFailed(method, error)
            : new RpcResult(RpcAnswer.ResultIn(body), answer.Headers.Date);
    }

    /// <summary>A call that may write: once begun, it is not given up.</summary>
    /// <exception cref="ConnectorException">Nothing was sent: nobody could sign in.</exception>
    public async Task<RpcOutcome> WriteAsync(string method, params object?[] parameters)
    {
        var current = await SignInAsync(null, CancellationToken.None);
        var outcome = await http.TryAsync(Request(current, method, parameters), CancellationToken.None);
        if (IsEnded(outcome))
        {
            outcome = await http.TryAsync(Request(await SignInAsync(current, CancellationToken.None), method, parameters), CancellationToken.None);
        }

        return RpcAnswer.Judge(outcome);
    }

    /// <summary>Tryton keeps sessions for a month, and looks through all of a user's at every call.</summary>
    public async Task SignOutAsync()
    {
        if (session is not { } current)
        {
            return;
        }

        session = null;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), Time);
        try
        {
            await http.TryAsync(Request(current, "common.db.logout", []), limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It ends by itself.
        }
    }

    public void Dispose()
    {
        http.Dispose();
        signingIn.Dispose();
    }

    /// <param name="ended">The session that was found to have ended; another one by now is as good as a new one.</param>
    private async Task<SignedIn> SignInAsync(SignedIn? ended, CancellationToken cancellationToken)
    {
        if (session is { } open && open != ended)
        {
            return open;
        }

        await signingIn.WaitAsync(cancellationToken);
        try
        {
            if (session is { } renewed && renewed != ended)
            {
                return renewed;
            }

            if (refusal is not null)
            {
                throw refusal;
            }

            return session = await new SignIn(settings, http).RunAsync(cancellationToken);
        }
        catch (ConnectorException refused) when (!refused.IsTransient)
        {
            refusal = refused;
            throw;
        }
        finally
        {
            signingIn.Release();
        }
    }

    private static bool IsEnded(HttpOutcome outcome) => outcome is HttpOutcome.NotSent { Status: HttpStatusCode.Unauthorized };

    private HttpRequestMessage Request(SignedIn current, string method, object?[] parameters)
    {
        var request = Body(settings.DatabaseAddress, method, parameters);
        request.Headers.Authorization = new AuthenticationHeaderValue("Session", current.Token);
        return request;
    }

    /// <summary>With an id: only then are errors structured.</summary>
    public static HttpRequestMessage Body(Uri address, string method, object?[] parameters)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = 1, ["method"] = method, ["params"] = parameters }, Json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", Encoding.UTF8.WebName);
        return new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
    }
}

/// <summary>A session, as its header has it.</summary>
internal sealed record SignedIn(int UserId, string Token);
