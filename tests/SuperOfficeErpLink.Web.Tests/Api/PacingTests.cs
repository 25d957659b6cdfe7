using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Sql;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Api;

/// <summary>The calls that an ERP keeps for people are not for programs.</summary>
public sealed class PacingTests
{
    private const int PerDay = 100;
    private const int Used = 93;

    [Fact]
    public async Task A_program_leaves_the_last_calls_of_the_day_to_people()
    {
        await using var app = new TestApp(
            [("ErpLink:Demo:Companies", "45")], services => services.Insert(0, ServiceDescriptor.Singleton<IErpConnector>(new LimitedErp(new SqlConnector()))));
        await app.InitializeAsync();
        await app.Services.GetRequiredService<IConnectionStore>().AddCallsAsync(DemoConnection.Id, CallBudget.DayOf(DateTimeOffset.UtcNow), Used, CancellationToken.None);
        var caller = await ApiCaller.OfAsync(app);
        var browser = await app.SignedInAsAdministratorAsync();

        var refused = await caller.GetAsync("/api/v1/links/compare?link=2");
        var shown = await browser.OpenAsync($"/company/2/erp/compare?connection={DemoConnection.Id}&type=Customer");

        refused.ShouldBe(HttpStatusCode.ServiceUnavailable, "unavailable");
        refused.Response.Headers.RetryAfter.ShouldNotBeNull();
        shown.Document.QuerySelector("form[data-compare]").ShouldNotBeNull(shown.Messages);
    }

    /// <summary>The demo's ERP, which bears so many calls a day.</summary>
    private sealed class LimitedErp(IErpConnector inner) : IErpConnector
    {
        public ConnectorInfo Info => inner.Info;

        public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => inner.DescribeSettingsAsync(known, cancellationToken);

        public IReadOnlyList<SettingError> Validate(Settings settings) => inner.Validate(settings);

        public async Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken) => new Session(await inner.OpenAsync(connection, cancellationToken));

        private sealed class Session(IErpSession inner) : IErpSession, IErpLists
        {
            public async Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken)
            {
                var description = await inner.DescribeAsync(cancellationToken);
                return description with { Limits = description.Limits with { CallsPerDay = PerDay } };
            }

            public Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
                inner.GetAsync(type, fields, keys, cancellationToken);

            public Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken) =>
                inner.SearchAsync(type, fields, request, cancellationToken);

            public Task<IReadOnlyList<ListItem>> GetListAsync(string list, IReadOnlyList<string>? keys, CancellationToken cancellationToken) =>
                ((IErpLists)inner).GetListAsync(list, keys, cancellationToken);

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
