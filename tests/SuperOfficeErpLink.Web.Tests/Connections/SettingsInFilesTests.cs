using System.Text;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Tests.Hosting;
using SuperOfficeErpLink.Web.Tests.Mappings;

namespace SuperOfficeErpLink.Web.Tests.Connections;

/// <summary>Settings go along in a configuration's file, secrets never; a file changes none: its values are looked over, tested and saved by a person.</summary>
public sealed class SettingsInFilesTests(ConnectionsApp app) : IClassFixture<ConnectionsApp>, IAsyncLifetime
{
    private Browser browser = null!;

    public async Task InitializeAsync() => browser = await app.SignedInAsAdministratorAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_file_holds_the_settings_but_no_secret()
    {
        var file = await FileAsync(await app.MadeAsync(browser, "Fil 1"));

        file.ShouldContain("\"host\": \"erp.firma.dk\"");
        file.ShouldContain("\"rate\": \"12.5\"");
        file.ShouldNotContain(StandInConnector.Password);
    }

    [Fact]
    public async Task Other_settings_of_a_file_are_shown_and_fill_the_form_where_the_secret_is_asked_for_again()
    {
        var id = await app.MadeAsync(browser, "Fil 2");
        var file = (await FileAsync(id)).Replace("erp.firma.dk", "ny.firma.dk", StringComparison.Ordinal).Replace("\"12.5\"", "\"13.25\"", StringComparison.Ordinal);

        var taken = await browser.TakeFileAsync(id, Encoding.UTF8.GetBytes(file));

        taken.Messages.ShouldContain("Filen er nu kladden");
        taken.Texts(".imported-settings tbody th").ShouldBe(["Vært", "Kurs"]);
        taken.Texts(".imported-settings tbody td").ShouldBe(["erp.firma.dk", "ny.firma.dk", "12,5", "13,25"]);
        (await app.RowAsync(id)).Settings.ShouldContain("erp.firma.dk");

        var settings = await browser.SubmitAsync(taken, ".imported-settings form");
        (Value(settings, "host"), Value(settings, "port"), Value(settings, "rate"), Value(settings, "password")).ShouldBe(("ny.firma.dk", "8069", "13,25", ""));
        (await browser.SubmitAsync(settings, "form.settings-form")).Texts(".field-error").ShouldHaveSingleItem().ShouldContain("igen");
        (await app.RowAsync(id)).Settings.ShouldContain("erp.firma.dk");

        var saved = await browser.SubmitAsync(settings, "form.settings-form", ("s.password", StandInConnector.Password));
        saved.Location.ShouldNotBeNull(saved.Messages);
        (await app.RowAsync(id)).Settings.ShouldContain("\"host\":\"ny.firma.dk\"");
    }

    [Fact]
    public async Task A_file_with_the_same_settings_only_becomes_the_draft()
    {
        var id = await app.MadeAsync(browser, "Fil 3");

        (await browser.TakeFileAsync(id, Encoding.UTF8.GetBytes(await FileAsync(id)))).Location.ShouldBe($"/admin/connections/{id}/publish");
    }

    [Theory]
    [InlineData("\"password\": \"gættet\"", "Ukendt indstilling: password")]
    [InlineData("\"<b>farve</b>\": \"blå\"", "Ukendt indstilling: <b>farve</b>")]
    [InlineData("\"from\": \"i morgen\"", "Fra dato: Skriv en dato")]
    public async Task Settings_that_do_not_fit_refuse_the_whole_file(string setting, string reason)
    {
        var id = await app.MadeAsync(browser, $"Fil {Guid.NewGuid()}");
        var file = (await FileAsync(id)).Replace("\"from\": \"2026-01-31\"", setting, StringComparison.Ordinal);

        var answer = await browser.TakeFileAsync(id, Encoding.UTF8.GetBytes(file));

        answer.Messages.ShouldContain(reason);
        answer.Html.ShouldNotContain("<b>farve");
        (await app.Get<IMappingStore>().FindDraftAsync(id, CancellationToken.None)).ShouldBeNull();
    }

    private static string? Value(Page page, string setting) => page.Document.QuerySelector($"[name='s.{setting}']")!.GetAttribute("value");

    private async Task<string> FileAsync(Guid id) => (await browser.OpenAsync($"/admin/connections/{id}/versions?handler=File&version=1")).Html;
}
