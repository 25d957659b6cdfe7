using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Cards;

public sealed class CardTests : IAsyncLifetime
{
    private const string Edit = "/company/7?edit=1";
    private readonly TestApp app = new();
    private Browser browser = null!;

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        browser = await app.SignedInAsCrmUserAsync();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task A_saved_card_shows_what_was_typed_and_who_saved_it()
    {
        var before = await CompanyAsync();
        var saved = await SaveAsync(("name", "Nyt navn ApS"), ("creditlimit", "1.234,50"), ("lastinvoice", "2026-02-03"), ("nomailings", "1"));
        saved.Location.ShouldBe("/company/7");

        var card = await browser.OpenAsync("/company/7");
        card.Messages.ShouldContain("gemt");
        card.Texts("dd").ShouldContain("1.234,50");
        card.Texts("dd").ShouldContain("03.02.2026");
        card.Texts(".card-foot").Single().ShouldContain("Karen Krogh");
        var after = await CompanyAsync();
        (after.Version, after.CreditLimit, after.NoMailings).ShouldBe((before.Version + 1, 1234.5m, true));
        after.Folded.ShouldContain("NYT NAVN APS");
    }

    [Fact]
    public async Task Saving_without_a_change_is_no_new_version()
    {
        var before = await CompanyAsync();
        await SaveAsync();

        (await CompanyAsync()).Version.ShouldBe(before.Version);
    }

    [Theory]
    [InlineData("name", "", "skal udfyldes")]
    [InlineData("email", "ikke en adresse", "e-mailadresse")]
    [InlineData("creditlimit", "1.5", "Skriv et tal")]
    [InlineData("creditlimit", "mange", "Skriv et tal")]
    [InlineData("lastinvoice", "i går", "Vælg en dato")]
    [InlineData("zip", "1234567890123", "højst")]
    public async Task What_cannot_be_saved_is_said_at_its_field_and_kept(string field, string typed, string message)
    {
        var before = await CompanyAsync();
        var page = await SaveAsync((field, typed), ("city", "Skagen"));

        page.Texts($"#field-{field}-error").Single().ShouldContain(message);
        Typed(page, field).ShouldBe(typed);
        Typed(page, "city").ShouldBe("Skagen");
        (await CompanyAsync()).City.ShouldBe(before.City);
    }

    [Fact]
    public async Task Nothing_is_lost_when_somebody_else_saved_meanwhile()
    {
        var form = await browser.OpenAsync(Edit);
        await ChangeBehindAsync(row => (row.City, row.Phone) = ("Andenby", "11111111"));

        var page = await browser.SubmitAsync(form, "#card-form", ("Input.Value[city]", "Minby"), ("Input.Value[street]", "Min Vej 1"));

        page.Messages.ShouldContain("En kollega gemte kortet");
        (Typed(page, "city"), Typed(page, "street"), Typed(page, "phone")).ShouldBe(("Minby", "Min Vej 1", "11111111"));
        page.Texts("#field-city-saved").Single().ShouldContain("Andenby");
        page.Texts("#field-phone-saved").Single().ShouldContain("11111111");
        (await CompanyAsync()).City.ShouldBe("Andenby");

        (await browser.SubmitAsync(page, "#card-form")).Location.ShouldBe("/company/7");
        var saved = await CompanyAsync();
        (saved.City, saved.Street, saved.Phone).ShouldBe(("Minby", "Min Vej 1", "11111111"));
    }

    [Fact]
    public async Task Markup_is_shown_as_it_was_typed()
    {
        const string hostile = "\"><img src=x onerror=alert(1)>";
        await SaveAsync(("name", hostile), ("note", "\n</textarea><b>fed</b>"), ("web", "javascript:alert(1)"));

        var card = await browser.OpenAsync("/company/7");
        card.Title.ShouldBe(hostile);
        card.Document.QuerySelectorAll("main img, main b, main a[href^='javascript']").ShouldBeEmpty();
        Typed(await browser.OpenAsync(Edit), "name").ShouldBe(hostile);
    }

    [Theory]
    [InlineData("/company/7", true)]
    [InlineData("/company/101", false)]
    public async Task The_erp_tab_has_a_dot_when_the_company_is_linked(string address, bool isLinked) =>
        (await browser.OpenAsync(address)).Texts(".tabs a").ShouldContain(isLinked ? "ERP (tilknyttet)" : "ERP");

    [Theory]
    [InlineData("/person/1?edit=1", "lastname", "Åkjær")]
    [InlineData("/project/1?edit=1", "name", "Nyt projekt")]
    public async Task Persons_and_projects_are_edited_alike(string address, string field, string text)
    {
        var saved = await browser.SubmitAsync(await browser.OpenAsync(address), "#card-form", ($"Input.Value[{field}]", text));

        (await browser.OpenAsync(saved.Location!)).Title.ShouldContain(text);
    }

    [Fact]
    public async Task Numbers_are_read_as_the_reader_writes_them()
    {
        var english = app.Browser("en");
        await english.SignInAsync("crm@demo.example", "Demo-1234!");
        await english.SubmitAsync(await english.OpenAsync(Edit), "#card-form", ("Input.Value[creditlimit]", "1,234.50"));

        (await CompanyAsync()).CreditLimit.ShouldBe(1234.5m);
    }

    private static string Typed(Page page, string field) =>
        page.Document.QuerySelector($"[name='Input.Value[{field}]']")!.GetAttribute("value") ?? "";

    private async Task<Page> SaveAsync(params (string Field, string? Value)[] changed) => await browser.SubmitAsync(
        await browser.OpenAsync(Edit), "#card-form", [.. changed.Select(change => ($"Input.Value[{change.Field}]", change.Value))]);

    private Task<CompanyRow> CompanyAsync() => app.InDatabaseAsync(database => database.Companies.AsNoTracking().SingleAsync(row => row.Id == 7));

    private Task<int> ChangeBehindAsync(Action<CompanyRow> change) => app.InDatabaseAsync(async database =>
    {
        var row = await database.Companies.SingleAsync(row => row.Id == 7);
        change(row);
        CrmTables.Companies.Touch(row, DateTimeOffset.UnixEpoch, "En kollega");
        return await database.SaveChangesAsync();
    });
}
