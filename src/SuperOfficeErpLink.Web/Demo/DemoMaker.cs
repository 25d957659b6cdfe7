using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>
/// Makes the demo once. Our own side of it is one transaction that ends with a marker: a start killed at any moment before leaves
/// nothing, and the next one begins again. With the marker nothing is touched any more, whatever has become of the ERP's file.
/// </summary>
internal sealed class DemoMaker(
    ErpLinkOptions options, OwnDatabase database, IOptions<PasswordHasherOptions> passwords, TimeProvider time, ILogger<DemoMaker> logger)
{
    public const string Marker = "demo";

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        // Its transaction waits for the ERP's file, which may take longer than daily work lets one wait.
        await using var context = database.CreateForMigration();
        if (await context.Installation.AnyAsync(row => row.Key == Marker, cancellationToken))
        {
            return;
        }

        if (await context.Companies.AnyAsync(cancellationToken) || await context.Connections.AnyAsync(cancellationToken) || await context.Users.AnyAsync(cancellationToken))
        {
            logger.LogWarning("The demo is enabled (ErpLink:Demo:Enabled) but not made: the database is in use already");
            return;
        }

        var started = time.GetTimestamp();
        await MakeAsync(context, cancellationToken);
        logger.LogInformation("The demo of {Companies} companies was made in {Seconds:0.0} s", options.DemoCompanies, time.GetElapsedTime(started).TotalSeconds);
    }

    private async Task MakeAsync(ErpLinkDbContext context, CancellationToken cancellationToken)
    {
        var world = new DemoWorld(options.DemoCompanies);
        var file = new DemoErpFile(options.FilesDirectory);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var erp = Task.Run(() => file.Write(world, options.DemoCompanies, stop.Token), cancellationToken);
        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            await WriteCrmAsync(context, world, stop.Token);
            await WriteRestAsync(context, cancellationToken);
            await erp;
            cancellationToken.ThrowIfCancellationRequested();
            file.Publish();

            // From here on there is a demo: whoever stops now does not leave half of it.
            await transaction.CommitAsync(CancellationToken.None);
        }
        finally
        {
            // After a failure on this side the other must have let go of its file before anyone tries again.
            await stop.CancelAsync();
            await erp.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteCrmAsync(ErpLinkDbContext context, DemoWorld world, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = new DemoCrmRows(database, context);
        foreach (var company in world.Companies(new DemoErpSide()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await rows.AddAsync(company, cancellationToken);
            if (company.Row.Id <= DemoWorld.Linked)
            {
                context.Links.Add(DemoConnection.Link(company.Row, company.Accounts[0], now));
            }
        }

        await rows.WriteAsync(cancellationToken);
    }

    private async Task WriteRestAsync(ErpLinkDbContext context, CancellationToken cancellationToken)
    {
        context.CrmListItems.AddRange(DemoLists.Rows());
        DemoConnection.Add(context, time.GetUtcNow());
        await DemoUsers.AddAsync(context, new PasswordHasher<ApplicationUser>(passwords), cancellationToken);
        context.Installation.Add(new InstallationRow { Key = Marker, Value = options.DemoCompanies.ToString(CultureInfo.InvariantCulture) });
        await context.SaveChangesAsync(cancellationToken);
    }
}
