using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Tests.Hosting;

/// <summary>
/// The whole application in memory with a data directory of its own. As a class fixture it runs the demo; derive from it or
/// construct it with other settings for anything else.
/// </summary>
public class TestApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly (string Key, string Value)[] settings;
    private readonly Action<IServiceCollection>? services;

    public TestApp()
        : this([("ErpLink:Demo:Companies", "120")])
    {
    }

    /// <param name="settings">Added to a data directory and an environment.</param>
    /// <param name="services">Replaces registrations.</param>
    protected internal TestApp((string Key, string Value)[] settings, Action<IServiceCollection>? services = null)
    {
        this.settings = settings;
        this.services = services;
    }

    public string DataDirectory { get; } = MemoryFolder.Make("erplink-test-");

    public static TestApp Production(TimeProvider? time = null) => new(
        [("ErpLink:Demo:Enabled", "false")],
        services => services.AddSingleton(time ?? TimeProvider.System));

    public virtual async Task InitializeAsync()
    {
        var readiness = Services.GetRequiredService<Readiness>();
        await readiness.WhenReady.WaitAsync(TimeSpan.FromSeconds(60));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(DataDirectory, recursive: true);
    }

    /// <summary>A browser without a sign-in, in Danish unless told otherwise.</summary>
    public Browser Browser(string language = "da") =>
        new(CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true }), language);

    public Task<Browser> SignedInAsCrmUserAsync() => SignedInAsync(DemoUsers.CrmUser);

    public Task<Browser> SignedInAsAdministratorAsync() => SignedInAsync(DemoUsers.Administrator);

    /// <summary>Looks into or changes the database behind the application's back.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<ErpLinkDbContext, Task<T>> use)
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<ErpLinkDbContext>());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ErpLink:DataDirectory", DataDirectory);

        // What a test finds is what it did.
        builder.UseSetting("ErpLink:AutomaticSync", "false");
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }

        // A hundred thousand rounds for each sign-in would be a fifth of all that these tests cost.
        builder.ConfigureServices(all => all.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = 1000));
        if (services is not null)
        {
            builder.ConfigureServices(services);
        }
    }

    private async Task<Browser> SignedInAsync(string email)
    {
        var browser = Browser();
        await browser.SignInAsync(email, DemoUsers.Password);
        return browser;
    }
}
