using System.Net;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>Calls made to a server, and the bytes it answered with.</summary>
internal sealed class Traffic
{
    private long calls;
    private long bytes;

    public (long Calls, long Bytes) Sum => (Interlocked.Read(ref calls), Interlocked.Read(ref bytes));

    public void Add(long answered)
    {
        Interlocked.Increment(ref calls);
        Interlocked.Add(ref bytes, answered);
    }
}

/// <summary>The way out that connectors are given, with what goes through it counted.</summary>
internal sealed class CountedOutbound(IOutbound outbound, Traffic traffic) : IOutbound
{
    public HttpMessageHandler CreateHandler() => new Counter(outbound.CreateHandler(), traffic);

    public Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) => outbound.ResolveAsync(host, port, cancellationToken);

    public string ResolveFile(string name) => outbound.ResolveFile(name);

    private sealed class Counter(HttpMessageHandler inner, Traffic traffic) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            traffic.Add(answer.Content.Headers.ContentLength ?? 0);
            return answer;
        }
    }
}
