using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SuperOfficeErpLink.Connectors.Conformance.Troubled;

/// <summary>
/// Stands between a connector and its ERP on this machine and makes trouble on demand. HTTP/1.1, one call per connection, so that what happens to one call
/// happens to no other.
/// </summary>
public sealed class TroubledProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopped = new();
    private readonly Func<Uri> target;
    private readonly Task serving;
    private volatile Func<string, Trouble?> trouble = _ => null;
    private int calls;

    /// <param name="target">The ERP's address; asked for when a call is passed on.</param>
    public TroubledProxy(Func<Uri> target)
    {
        this.target = target;
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>The proxy's own origin.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}/");

    /// <summary>Calls that have come, passed on or not.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>From now on, on every call.</summary>
    public void Make(Trouble? made) => trouble = _ => made;

    /// <summary>From now on, on calls whose text, head and body, the function says so of.</summary>
    public void MakeWhere(Func<string, Trouble?> made) => trouble = made;

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        listener.Stop();
        await serving;
        stopped.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                open.Add(AnswerAsync(await listener.AcceptTcpClientAsync(stopped.Token)));
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
        }

        await Task.WhenAll(open);
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            var request = await HttpText.ReadAsync(stream, stopped.Token);
            Interlocked.Increment(ref calls);
            await (trouble(Encoding.UTF8.GetString(request)) switch
            {
                null => PassOnAsync(request, stream, share: 1),
                Trouble.Answer answer => stream.WriteAsync(HttpText.Of(answer), stopped.Token).AsTask(),
                Trouble.LoseTheAnswer => PassOnAsync(request, stream, share: 0),
                Trouble.BreakTheAnswer => PassOnAsync(request, stream, share: 0.7),
                Trouble.Drip => DripAsync(stream),
                _ => Task.CompletedTask,
            });
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
        {
            // Either side has gone, which is what half of the tests want.
        }
    }

    private async Task PassOnAsync(byte[] request, NetworkStream answer, double share)
    {
        var erp = target();
        using var client = new TcpClient();
        await client.ConnectAsync(erp.Host, erp.Port, stopped.Token);
        await client.GetStream().WriteAsync(HttpText.ForOneCall(request, erp.Authority), stopped.Token);
        using var whole = new MemoryStream();
        await client.GetStream().CopyToAsync(whole, stopped.Token);
        await answer.WriteAsync(whole.GetBuffer().AsMemory(0, (int)(whole.Length * share)), stopped.Token);
    }

    private async Task DripAsync(NetworkStream stream)
    {
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray(), stopped.Token);
        while (true)
        {
            await stream.WriteAsync(" "u8.ToArray(), stopped.Token);
            await Task.Delay(50, stopped.Token);
        }
    }
}
