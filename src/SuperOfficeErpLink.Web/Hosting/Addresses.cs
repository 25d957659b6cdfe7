using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Hosting;

/// <summary>Where the application listens and whom it believes about the client's address.</summary>
public static class Addresses
{
    private const string Default = "http://localhost:5080";

    public static void AddAddresses(this WebApplicationBuilder builder, ErpLinkOptions data)
    {
        var configuration = builder.Configuration;
        var configured = Configured(configuration).ToList();
        if (configured.Count == 0)
        {
            builder.WebHost.UseUrls(Default);
        }
        else if (data.DemoEnabled && configured.FirstOrDefault(address => !IsLoopback(address)) is { } open)
        {
            throw new StartupFailure(
                $"The demo has well-known passwords and listens on this computer only; {open} would open it to others. Use a localhost address or set ErpLink:Demo:Enabled to false.");
        }

        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = 2 * 1024 * 1024;
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.Configure<ForwardedHeadersOptions>(options => Trust(options, configuration.GetSection("ErpLink:KnownProxies").Get<string[]>() ?? []));
    }

    private static IEnumerable<string> Configured(ConfigurationManager configuration)
    {
        var ports = Split(configuration["http_ports"]).Concat(Split(configuration["https_ports"])).Select(port => $"http://*:{port}");
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();
        return [.. Split(configuration["urls"]), .. ports, .. endpoints];
    }

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool IsLoopback(string address)
    {
        var host = BindingAddress.Parse(address).Host.Trim('[', ']');
        return string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }

    private static void Trust(ForwardedHeadersOptions options, string[] proxies)
    {
        options.ForwardedHeaders = proxies.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (System.Net.IPNetwork.TryParse(proxy, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
            else if (IPAddress.TryParse(proxy, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else
            {
                throw new StartupFailure($"ErpLink:KnownProxies has \"{proxy}\", which is neither an IP address nor a network such as 10.0.0.0/8.");
            }
        }
    }
}
