using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Plugins;
using SuperOfficeErpLink.Web.Starting;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Plugins;

/// <summary>The whole application with plug-ins: good ones work, bad ones are shown, and it runs.</summary>
public sealed class PluginPageTests(PluginApp app) : IClassFixture<PluginApp>, IAsyncLifetime
{
    private Browser browser = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync() => browser = await app.SignedInAsAdministratorAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_page_of_connectors_shows_the_built_in_ones_and_the_plug_ins_with_what_is_wrong_with_them()
    {
        var page = await browser.OpenAsync("/admin/connectors");
        page.Title.ShouldBe("Connectorer");

        var sql = Row(page, "SQL-database");
        sql.ShouldContain("Indbygget");
        sql.ShouldContain("I brug");
        var sample = Row(page, "Mappe med JSON-filer (eksempel)");
        sample.ShouldContain("folder-sample");
        sample.ShouldContain("1.0.0");
        sample.ShouldContain(PluginApp.Sample);
        sample.ShouldContain(app.SampleHash);
        sample.ShouldContain("I brug");
        sample.ShouldContain("Hovedfilen kontrolleres");
        var exchanged = Row(page, PluginApp.Exchanged);
        exchanged.ShouldContain("Bruges ikke");
        exchanged.ShouldContain(app.ExchangedHash);
        exchanged.ShouldContain("så find ud af, hvem der har");
        Row(page, PluginApp.Missing).ShouldContain("findes ikke eller kan ikke læses");
        page.Document.QuerySelectorAll("main img, .connector-table b").ShouldBeEmpty();
    }

    [Fact]
    public async Task In_English_too()
    {
        var page = await browser.OpenAsync("/admin/connectors?culture=en");
        page.Title.ShouldBe("Connectors");
        Row(page, PluginApp.Exchanged).ShouldContain("is another file than the one in the settings");
        await browser.OpenAsync("/?culture=da");
    }

    [Fact]
    public async Task A_folder_that_others_can_write_is_refused_or_the_page_warns_that_it_is_allowed()
    {
        var page = await browser.OpenAsync("/admin/connectors");
        if (PluginApp.IsGuarded)
        {
            var open = Row(page, PluginApp.Open);
            open.ShouldContain("Bruges ikke");
            open.ShouldContain(app.OpenFolder);
            open.ShouldContain("chown root");
        }
        else
        {
            page.Messages.ShouldContain("AllowWritablePlugins");
        }
    }

    [Fact]
    public async Task A_plug_in_s_connector_is_tested_saved_read_and_written_like_any_other()
    {
        (await browser.OpenAsync("/admin/connections/new")).Html.ShouldContain("Mappe med JSON-filer (eksempel)");
        var (id, customers) = await SavedAsync("Mappen");

        var sessions = app.Services.GetRequiredService<ErpSessions>();
        var connection = (await app.Services.GetRequiredService<IConnectionStore>().FindAsync(id, None))!;
        var fields = new FieldSet(["name"]);
        var read = await sessions.CallAsync(connection, (session, token) => session.GetAsync(ActorType.Customer, fields, ["C1001"], token), None);
        read.Found.ShouldHaveSingleItem().Values.ShouldBe([FieldValue.Of("Ærø A/S")]);
        var update = new ActorUpdate("C1001", read.Found[0].Version, [new FieldChange("name", read.Found[0].Values[0], FieldValue.Of("Ærø ApS"))]);
        (await sessions.UpdateAsync(connection, ActorType.Customer, fields, [update], None)).ShouldHaveSingleItem().ShouldBeOfType<SaveOutcome.Saved>().Exact.ShouldBeTrue();
        (await File.ReadAllTextAsync(Path.Combine(customers, "C1001.json"))).ShouldContain("Ærø ApS");
    }

    [Fact]
    public async Task A_connector_that_answers_nonsense_breaks_no_page()
    {
        (await browser.OpenAsync("/admin/connections/new")).Status.ShouldBe(HttpStatusCode.OK);
        var form = await browser.OpenAsync("/admin/connections/new?connector=strange");
        form.Status.ShouldBe(HttpStatusCode.OK);
        form.Messages.ShouldContain("fejlede på en måde, den ikke må");

        var id = await MadeAsync("strange");
        foreach (var address in Addresses(id))
        {
            (await browser.OpenAsync(address)).Status.ShouldBe(HttpStatusCode.OK, address);
        }

        var check = await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}"), "form[action*='Check']");
        string.Join('\n', check.Texts(".activation-reasons li")).ShouldContain("fejlede på en måde, den ikke må");
        (await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}"), "form[action*='Refresh']")).Messages.ShouldContain("Felterne blev ikke opdateret");
    }

    [Fact]
    public async Task A_connection_whose_plug_in_is_not_used_is_shown_as_such_and_leads_to_the_connectors()
    {
        var id = await MadeAsync("exchanged");
        foreach (var address in Addresses(id))
        {
            (await browser.OpenAsync(address)).Status.ShouldBe(HttpStatusCode.OK, address);
        }

        var page = await browser.OpenAsync($"/admin/connections/{id}");
        page.Messages.ShouldContain("eller dens plug-in kan ikke bruges");
        page.Document.QuerySelector(".notice a")!.GetAttribute("href").ShouldBe("/admin/connectors");
        (await browser.OpenAsync("/admin/connections")).Html.ShouldContain("Utilgængelig: exchanged");
    }

    [Fact]
    public async Task Each_start_says_in_the_log_what_became_of_each_plug_in_in_one_line()
    {
        var logs = Path.Combine(app.DataDirectory, "logs");
        string[] lines = [];
        for (var tries = 0; tries < 200 && lines.Count(line => line.Contains("Plug-in ", StringComparison.Ordinal)) < 5; tries++)
        {
            await Task.Delay(50);
            lines = Directory.EnumerateFiles(logs).SelectMany(file =>
            {
                using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
                return reader.ReadToEnd().Split('\n');
            }).ToArray();
        }

        lines.ShouldContain(line => line.Contains("INF", StringComparison.Ordinal) && line.Contains("Plug-in FolderErp/FolderErp.dll 1.0.0 is used; its connectors: folder-sample", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("ERR", StringComparison.Ordinal) && line.Contains("Plug-in Exchanged/Exchanged.dll is not used: HashDiffers", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("da")]
    [InlineData("en")]
    public void Every_fault_has_a_cause_and_a_fix(string language)
    {
        var texts = app.Services.GetRequiredService<PluginTexts>();
        var before = System.Globalization.CultureInfo.CurrentUICulture;
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo(language);
        try
        {
            Enum.GetNames<PluginFaultKind>().Where(name => texts.Find($"Cause.{name}") is null || texts.Find($"Fix.{name}") is null).ShouldBeEmpty();
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = before;
        }
    }

    [Theory]
    [InlineData("Production", "true", "Development only")]
    [InlineData("Development", "maybe", "either true or false")]
    public void A_start_that_allows_what_it_must_not_says_so_in_one_line(string environment, string value, string words)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(PluginOptions.WritableSetting, value)]).Build();
        Should.Throw<StartupFailure>(() => PluginOptions.Read(configuration, new Surroundings { EnvironmentName = environment })).Message.ShouldContain(words);
    }

    private static IEnumerable<string> Addresses(Guid id) =>
    [
        "/admin/connections", $"/admin/connections/{id}", $"/admin/connections/{id}/settings", $"/admin/connections/{id}/schedule", $"/admin/connections/{id}/access",
        $"/admin/connections/{id}/mappings", $"/admin/connections/{id}/lists", $"/admin/connections/{id}/defaults", $"/admin/connections/{id}/rank", $"/admin/connections/{id}/publish",
        $"/admin/connections/{id}/versions", $"/admin/connections/{id}/delete", $"/admin/connections/{id}/renumber", $"/admin/connections/new?copy={id}", "/company/41/erp", "/health",
    ];

    private static string Row(Page page, string name) => page.Document.QuerySelectorAll(".connector-table tbody tr").Select(row => row.TextContent).Single(text => text.Contains(name, StringComparison.Ordinal));

    /// <summary>A folder with one customer, and a connection to it made by its page.</summary>
    private async Task<(Guid Id, string Customers)> SavedAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(app.DataDirectory, "erp", name)).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "persons"));
        var customers = Directory.CreateDirectory(Path.Combine(folder, "customers")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "client.json"), """{ "id": "contoso" }""");
        await File.WriteAllTextAsync(Path.Combine(folder, "groups.json"), """[{ "key": "A", "name": "Stamkunder" }]""");
        await File.WriteAllTextAsync(Path.Combine(customers, "C1001.json"), """{ "name": "Ærø A/S" }""");
        var form = await browser.OpenAsync("/admin/connections/new?connector=folder-sample");
        var saved = await browser.SubmitAsync(form, "form.settings-form", ("Input.Name", name), ("s.folder", name));
        saved.Location.ShouldNotBeNull(saved.Messages);
        return (Guid.Parse(saved.Location.Split('/')[^1]), customers);
    }

    /// <summary>A connection as it was made when its connector still worked.</summary>
    private async Task<Guid> MadeAsync(string connector)
    {
        var (id, _) = await SavedAsync(connector);
        await app.InDatabaseAsync(database => database.Connections.Where(row => row.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ConnectorId, connector).SetProperty(row => row.Active, true)));
        return id;
    }

    private sealed class Surroundings : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "";

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = null!;
    }
}
