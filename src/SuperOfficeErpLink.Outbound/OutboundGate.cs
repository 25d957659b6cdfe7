using System.Net;
using System.Net.Sockets;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Outbound;

/// <summary>The one way out. An address is judged when it is connected to, so a name that changes its mind between two look-ups gains nothing.</summary>
public sealed class OutboundGate : IOutbound, IDisposable
{
    private readonly OutboundPolicy policy;
    private readonly ErpFiles files;
    private readonly PacedHandler handler;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;

    public OutboundGate(OutboundPolicy policy, TimeProvider time)
        : this(policy, time, Dns.GetHostAddressesAsync)
    {
    }

    internal OutboundGate(OutboundPolicy policy, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        this.policy = policy;
        this.resolve = resolve;
        files = new ErpFiles(policy);
        handler = new PacedHandler(CreateSockets(), policy.LongestWait, time);
    }

    public HttpMessageHandler CreateHandler() => handler;

    public async Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) =>
        (await AllowedAsync(host, cancellationToken))[0];

    public string ResolveFile(string name) => files.Resolve(name);

    public void Dispose() => handler.Release();

    private SocketsHttpHandler CreateSockets() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        // The handler is shared by connections, and a cookie would be too.
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = policy.ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = ConnectAsync,
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await AllowedAsync(context.DnsEndPoint.Host, cancellationToken);
        SocketException? refused = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException failure)
            {
                refused = failure;
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw refused!;
    }

    private async Task<IPAddress[]> AllowedAsync(string host, CancellationToken cancellationToken)
    {
        IPAddress[] all;
        try
        {
            all = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            throw Unknown(failure);
        }

        if (all.Length == 0)
        {
            throw Unknown(null);
        }

        var allowed = Array.FindAll(all, policy.Allows);
        return allowed.Length > 0 ? allowed : throw new ConnectorException(
            FailureKind.Misconfigured,
            LocalText.Of(
                "The server's address is in a range that is not allowed. Correct the host name, or let an administrator of this installation allow it.",
                "Serverens adresse ligger i et område, der ikke er tilladt. Ret værtsnavnet, eller lad installationens administrator tillade det."),
            $"All {all.Length} addresses of the host are forbidden by the outbound policy: {string.Join(", ", all.Select(AddressPolicy.KindOf).Distinct())}");
    }

    private static ConnectorException Unknown(Exception? cause) => new(
        FailureKind.Unreachable,
        LocalText.Of("The server's name is not known. Check the host name.", "Serverens navn kendes ikke. Kontrollér værtsnavnet."),
        "The host has no address",
        innerException: cause);
}
