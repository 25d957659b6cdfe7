using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Pages;

public sealed class ListTests : IAsyncLifetime
{
    private readonly TestApp app = new();
    private Browser browser = null!;

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        browser = await app.SignedInAsCrmUserAsync();
        await AddAsync(9001, "Ærø Ålefiskeri & Søn", "Ærøskøbing");
        await AddAsync(9002, "100% Økologi_A/S", "Öland");
        await AddAsync(9003, "<script>alert('x')</script>", "By");
    }

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Theory]
    [InlineData("ærø ÅLEFISKERI", "Ærø Ålefiskeri & Søn")]
    [InlineData("æRØSKØBING søn", "Ærø Ålefiskeri & Søn")]
    [InlineData("öLAND", "100% Økologi_A/S")]
    [InlineData("0% øko", "100% Økologi_A/S")]
    [InlineData("i_a", "100% Økologi_A/S")]
    public async Task Search_finds_every_word_whatever_its_case(string search, string name) =>
        Names(await SearchAsync(search)).ShouldBe([name]);

    [Theory]
    [InlineData("ærø öland")]
    [InlineData("%%%")]
    [InlineData("a_a_a_a")]
    public async Task What_is_not_there_is_said_with_a_way_on(string search)
    {
        var page = await SearchAsync(search);

        Names(page).ShouldBeEmpty();
        page.Messages.ShouldContain("Ingen hits");
        page.Document.QuerySelector("#q")!.GetAttribute("value").ShouldBe(search);
        page.Document.QuerySelector(".empty a")!.GetAttribute("href").ShouldBe("/company");
    }

    [Fact]
    public async Task Names_are_only_ever_text()
    {
        var page = await SearchAsync("script");

        Names(page).ShouldBe(["<script>alert('x')</script>"]);
        page.Document.QuerySelectorAll("script:not([src])").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_filter_separates_linked_from_not_linked()
    {
        var linked = await app.InDatabaseAsync(database => database.Links.CountAsync(link => link.EntityType == Core.Crm.EntityType.Company));

        Names(await browser.OpenAsync("/company?linked=yes")).Count.ShouldBe(linked);
        (await browser.OpenAsync("/company?linked=yes")).Texts("tbody .badge").Count.ShouldBe(linked);
        (await browser.OpenAsync("/company?linked=no")).Texts("tbody .badge").ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_of_fifty_show_every_company_once()
    {
        var seen = new List<string>();
        string? address = "/company";
        while (address is not null)
        {
            var page = await browser.OpenAsync(address);
            seen.AddRange(page.Document.QuerySelectorAll("tbody th a").Select(link => link.GetAttribute("href")!));
            address = page.Document.QuerySelector(".pager a[rel=next]")?.GetAttribute("href") is { } next ? $"/company{next}" : null;
        }

        seen.ShouldBeUnique();
        seen.Count.ShouldBe(await app.InDatabaseAsync(database => database.Companies.CountAsync()));
    }

    [Fact]
    public async Task A_page_number_that_is_none_shows_the_first_page() =>
        Names(await browser.OpenAsync("/company?page=abc")).Count.ShouldBe(50);

    [Theory]
    [InlineData("/company", "Firmaer")]
    [InlineData("/person", "Personer")]
    [InlineData("/project", "Projekter")]
    [InlineData("/company/1/persons", null)]
    public async Task Lists_are_tables_with_a_caption(string address, string? caption)
    {
        var text = (await browser.OpenAsync(address)).Texts("table caption").ShouldHaveSingleItem();
        text.ShouldBe(caption ?? text);
    }

    private static IReadOnlyList<string> Names(Page page) => page.Texts("tbody th");

    private Task<Page> SearchAsync(string search) => browser.OpenAsync($"/company?q={Uri.EscapeDataString(search)}");

    private Task<int> AddAsync(long id, string name, string city) => app.InDatabaseAsync(database =>
    {
        var row = new CompanyRow { Id = id, Name = name, City = city };
        CrmTables.Companies.Fold(row);
        database.Companies.Add(row);
        return database.SaveChangesAsync();
    });
}
