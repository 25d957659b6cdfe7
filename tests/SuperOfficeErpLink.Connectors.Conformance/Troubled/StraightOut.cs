using System.Net;

namespace SuperOfficeErpLink.Connectors.Conformance.Troubled;

/// <summary>A way out without a policy, for servers of a test's own on this machine.</summary>
public sealed class StraightOut : IOutbound, IDisposable
{
    private readonly SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };

    public HttpMessageHandler CreateHandler() => handler;

    public Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) => Task.FromResult(IPAddress.Loopback);

    public string ResolveFile(string name) => throw new NotSupportedException("Only servers are called.");

    public void Dispose() => handler.Dispose();
}
