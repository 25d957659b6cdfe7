using System.Net;
using System.Net.Sockets;
using System.Text;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Outbound.Tests;

public sealed class OutboundGateTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_forbidden_address_is_not_connected_to_whatever_its_name(string host)
    {
        using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        using var gate = Gate(allowLoopback: false);
        using var client = new HttpClient(gate.CreateHandler(), disposeHandler: false);
        var refusal = await Should.ThrowAsync<ConnectorException>(() => client.GetAsync(new Uri($"http://{host}:{server.Port}/")));
        refusal.Kind.ShouldBe(FailureKind.Misconfigured);
        server.Requests.ShouldBeEmpty();
        (await Should.ThrowAsync<ConnectorException>(() => gate.ResolveAsync(host, 80, CancellationToken.None))).Kind.ShouldBe(FailureKind.Misconfigured);
    }

    [Fact]
    public async Task Redirects_are_handed_back_and_cookies_forgotten()
    {
        using var server = new RawServer(
            "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        using var gate = Gate(allowLoopback: true);
        using var client = new HttpClient(gate.CreateHandler(), disposeHandler: false);
        (await client.GetAsync(server.Address)).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await client.GetAsync(server.Address)).StatusCode.ShouldBe(HttpStatusCode.OK);
        server.Requests[1].ShouldNotContain("Cookie");
    }

    [Fact]
    public async Task A_name_that_changes_its_mind_between_two_calls_gains_nothing()
    {
        using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var answers = new Queue<IPAddress>([IPAddress.Loopback, IPAddress.Loopback, IPAddress.Parse("::ffff:169.254.169.254")]);
        using var gate = new OutboundGate(new OutboundPolicy { FilesDirectory = "erp", AllowLoopback = true }, TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]));
        using var client = new HttpClient(gate.CreateHandler(), disposeHandler: false);
        await gate.ResolveAsync("erp.example", server.Port, CancellationToken.None);
        (await client.GetAsync(new Uri($"http://erp.example:{server.Port}/"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Should.ThrowAsync<ConnectorException>(() => client.GetAsync(new Uri($"http://erp.example:{server.Port}/")))).Kind.ShouldBe(FailureKind.Misconfigured);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_several_addresses_only_the_allowed_are_connected_to()
    {
        using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        IPAddress[] addresses = [IPAddress.Parse("169.254.169.254"), IPAddress.Parse("10.0.0.1"), IPAddress.Loopback];
        using var gate = new OutboundGate(new OutboundPolicy { FilesDirectory = "erp", AllowLoopback = true }, TimeProvider.System, (_, _) => Task.FromResult(addresses));
        using var client = new HttpClient(gate.CreateHandler(), disposeHandler: false);
        (await client.GetAsync(new Uri($"http://erp.example:{server.Port}/"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gate.ResolveAsync("erp.example", 80, CancellationToken.None)).ShouldBe(IPAddress.Loopback);
    }

    [Fact]
    public async Task A_caller_that_disposes_the_handler_does_not_close_the_way_for_others()
    {
        using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        using var gate = Gate(allowLoopback: true);
        new HttpClient(gate.CreateHandler(), disposeHandler: true).Dispose();
        using var client = new HttpClient(gate.CreateHandler(), disposeHandler: false);
        (await client.GetAsync(server.Address)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_name_without_an_address_is_unreachable()
    {
        using var gate = Gate(allowLoopback: true);
        var failure = await Should.ThrowAsync<ConnectorException>(() => gate.ResolveAsync("no-such-host.invalid", 80, CancellationToken.None));
        failure.Kind.ShouldBe(FailureKind.Unreachable);
    }

    private static OutboundGate Gate(bool allowLoopback) =>
        new(new OutboundPolicy { FilesDirectory = "erp", AllowLoopback = allowLoopback }, TimeProvider.System);

    /// <summary>Answers one connection after another with prepared text, on loopback.</summary>
    private sealed class RawServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly Task serving;

        public RawServer(params string[] answers)
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            serving = ServeAsync(answers);
        }

        public int Port { get; }

        public Uri Address => new($"http://127.0.0.1:{Port}/");

        public List<string> Requests { get; } = [];

        public void Dispose()
        {
            stop.Cancel();
            listener.Stop();
            serving.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
            stop.Dispose();
        }

        private async Task ServeAsync(string[] answers)
        {
            foreach (var answer in answers)
            {
                using var socket = await listener.AcceptTcpClientAsync(stop.Token);
                await using var stream = socket.GetStream();
                var buffer = new byte[8192];
                var length = await stream.ReadAsync(buffer, stop.Token);
                Requests.Add(Encoding.ASCII.GetString(buffer, 0, length));
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)), stop.Token);
            }
        }
    }
}
