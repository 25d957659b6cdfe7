using System.Data.Common;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Accounts;

/// <summary>Nobody can be asked about while the database does not answer: that is said, and no page is shown to anyone.</summary>
public sealed class DatabaseTroubleTests : IAsyncLifetime
{
    private const int Busy = 5;
    private readonly Locked locked = new();
    private readonly TestApp app;

    public DatabaseTroubleTests() => app = new([("ErpLink:Demo:Companies", "45")], services => services.ConfigureDbContext<ErpLinkDbContext>(options => options.AddInterceptors(locked)));

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Theory]
    [InlineData("/company")]
    [InlineData("/status/404")]
    [InlineData("/account")]
    public async Task Someone_signed_in_is_told_and_goes_on_once_it_answers(string path)
    {
        var karen = await app.SignedInAsCrmUserAsync();
        locked.IsOn = true;
        var page = await karen.OpenAsync(path);
        page.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        page.Title.ShouldNotBeEmpty();
        page.Document.QuerySelector(".data-table").ShouldBeNull();

        locked.IsOn = false;
        (await karen.OpenAsync("/company")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private sealed class Locked : DbCommandInterceptor
    {
        public bool IsOn { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
            IsOn ? throw new SqliteException("database is locked", Busy) : base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }
}
