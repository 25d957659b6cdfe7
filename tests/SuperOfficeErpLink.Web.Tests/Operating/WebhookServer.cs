using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SuperOfficeErpLink.Web.Operating;

namespace SuperOfficeErpLink.Web.Tests.Operating;

/// <summary>Another system's webhook on this machine.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private WebhookServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            Received.Add((context.Request.Headers[WebhookChannel.SignatureHeader].ToString(), body.ToArray()));
            context.Response.StatusCode = (int)Status;
            context.Response.Headers.Location = "/elsewhere";
        });
    }

    public HttpStatusCode Status { get; set; } = HttpStatusCode.Accepted;

    public List<(string Signature, byte[] Body)> Received { get; } = [];

    public Uri Address { get; private set; } = null!;

    public static async Task<WebhookServer> StartAsync()
    {
        var server = new WebhookServer();
        await server.app.StartAsync();
        server.Address = new Uri(server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/hook");
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
