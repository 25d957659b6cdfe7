using Microsoft.AspNetCore.Connections;
using Serilog;
using Serilog.Events;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Hosting;

public static class Logging
{
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    /// <summary>One line per event to the console and to a file per day in the data directory; levels from the section Serilog.</summary>
    public static void AddErpLinkLogging(this WebApplicationBuilder builder, string dataDirectory)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Database.Command", LogEventLevel.Error)
            .ReadFrom.Configuration(builder.Configuration)
            .Filter.ByExcluding(IsToldOnStandardError)
            .Filter.ByExcluding(IsWorkerOfAFailedStart)
            .WriteTo.Async(sinks =>
            {
                sinks.Console(outputTemplate: Line, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
                sinks.File(
                    Path.Combine(dataDirectory, "logs", "erplink-.log"), outputTemplate: Line, formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                    rollingInterval: RollingInterval.Day, rollOnFileSizeLimit: true, fileSizeLimitBytes: 20_000_000, retainedFileCountLimit: 31, shared: true);
            })
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }

    /// <summary>When the start fails the host cancels the workers that already run, and reports each as a failure of its own.</summary>
    private static bool IsWorkerOfAFailedStart(LogEvent logged) =>
        logged.Exception is OperationCanceledException
        && logged.Properties.TryGetValue("SourceContext", out var source)
        && source is ScalarValue { Value: "Microsoft.Extensions.Hosting.Internal.Host" };

    /// <summary>A start that cannot go on writes one line to standard error; the host's own report of it would be a stack trace.</summary>
    private static bool IsToldOnStandardError(LogEvent logged) => logged.Exception is { } failure && StartFailures.Explain(failure) is not null;
}

/// <summary>Failures at start that an operator can act on, as one line each.</summary>
public static class StartFailures
{
    public static string? Explain(Exception failure) => failure switch
    {
        StartupFailure known => known.Message,
        IOException { InnerException: AddressInUseException } taken => $"{taken.Message.TrimEnd('.')}. Stop the other program or choose another address with --urls.",
        System.Net.Sockets.SocketException socket => $"The address cannot be listened on: {socket.Message}. Choose another with --urls.",
        _ => null,
    };
}
