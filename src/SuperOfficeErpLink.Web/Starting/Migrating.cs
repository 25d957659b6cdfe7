using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Web.Hosting;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>
/// <c>--migrate</c>: brings our own database to this version, whatever ErpLink:Database:Migrate says, makes sure of the key file as a start does, and
/// ends. Nothing listens and no worker runs.
/// </summary>
internal static class Migrating
{
    private const string Argument = "--migrate";

    public static bool IsAsked(string[] args) => args.Contains(Argument, StringComparer.OrdinalIgnoreCase);

    /// <returns>The exit code of the process.</returns>
    /// <exception cref="StartupFailure">It could not be done.</exception>
    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken = default)
    {
        // Taken out: the command line's settings would have the next one for its value.
        var builder = WebApplication.CreateBuilder([.. args.Where(arg => !string.Equals(arg, Argument, StringComparison.OrdinalIgnoreCase))]);
        builder.Services.AddSingleton(TimeProvider.System);
        var options = builder.AddErpLinkData();
        builder.AddErpLinkLogging(options.DataDirectory);
        await using var app = builder.Build();
        var database = app.Services.GetRequiredService<OwnDatabase>();
        try
        {
            var made = await MigrateAsync(app.Services, database, cancellationToken);
            await output.WriteLineAsync(made.Count == 0
                ? $"The {database.Name} database {database.Place} is this version's already"
                : $"The {database.Name} database {database.Place} is this version's now: {string.Join(", ", made)}");
            return 0;
        }
        catch (Exception failure) when (failure is not StartupFailure && DataFailures.Explain(failure, options, database) is { } line)
        {
            throw new StartupFailure(line.Message, failure);
        }
    }

    private static async Task<IReadOnlyList<string>> MigrateAsync(IServiceProvider services, OwnDatabase database, CancellationToken cancellationToken)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Migrating));
        await using var held = await StartLock.TakeAsync(database, logger, TimeProvider.System, cancellationToken);
        var opening = services.GetRequiredService<DatabaseOpening>();
        var made = await opening.MigrateAsync(may: true, cancellationToken);
        opening.CheckKeyFile();
        return made;
    }
}
