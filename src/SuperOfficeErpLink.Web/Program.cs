using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Api;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Connections;
using SuperOfficeErpLink.Web.History;
using SuperOfficeErpLink.Web.Hosting;
using SuperOfficeErpLink.Web.Issues;
using SuperOfficeErpLink.Web.Jobs;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Mappings;
using SuperOfficeErpLink.Web.Moves;
using SuperOfficeErpLink.Web.Operating;
using SuperOfficeErpLink.Web.Plugins;
using SuperOfficeErpLink.Web.Starting;

try
{
    if (Migrating.IsAsked(args))
    {
        return await Migrating.RunAsync(args, Console.Out);
    }

    var builder = WebApplication.CreateBuilder(args);
    builder.Services.AddSingleton(TimeProvider.System);
    var data = builder.AddErpLinkData();
    builder.AddAddresses(data);
    builder.AddErpLinkLogging(data.DataDirectory);
    builder.Services.AddWindowsService(service => service.ServiceName = "SuperOffice ERP Link");
    builder.AddLanguages();
    builder.AddSignIn(data.DemoEnabled);
    builder.AddCards();
    builder.AddLinking(data);
    builder.AddPlugins();
    builder.AddConnections();
    builder.AddJobs(data);
    builder.AddIssues();
    builder.AddHistory();
    builder.AddMoves();
    builder.AddMappings();
    builder.AddOperating();
    builder.AddAccounts();
    builder.AddApi();
    builder.AddPages();
    builder.AddDraining();

    var app = builder.Build();
    app.UseDraining();
    app.UseForwardedHeaders();
    app.UseMiddleware<SecurityHeaders>();
    app.UseMiddleware<RequestLog>();
    app.UseLanguages();
    app.UseMiddleware<NotReady>();
    app.UseExceptionHandler("/status/500");
    app.UseStatusCodePagesWithReExecute("/status/{0}");
    app.UseMiddleware<ApiStatus>();
    app.UseRouting();
    app.UseMiddleware<OriginCheck>();
    app.UseAuthentication();
    app.UseMiddleware<StandingKnown>();
    app.UseAuthorization();
    app.UseApi();
    app.MapStaticAssets().AllowAnonymous();
    app.MapRazorPages().WithStaticAssets();
    app.MapHealth();
    app.MapApi();
    app.MapJobDashboard();

    await app.RunAndAnnounceAsync();
    return 0;
}
catch (Exception failure) when (StartFailures.Explain(failure) is { } line)
{
    await Console.Error.WriteLineAsync(line);
    return 1;
}
