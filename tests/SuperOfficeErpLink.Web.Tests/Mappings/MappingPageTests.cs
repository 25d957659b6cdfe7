using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Mappings;

/// <summary>The pages of a connection's configuration, as a browser without script uses them.</summary>
public sealed class MappingPageTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private static readonly string Start = $"/admin/connections/{DemoConnection.Id}";

    public async Task InitializeAsync() => await app.InDatabaseAsync(database => database.MappingDrafts.ExecuteDeleteAsync());

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_change_becomes_a_draft_and_nothing_is_in_force_before_it_is_published()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var page = await admin.OpenAsync($"{Start}/mappings?type=Supplier");
        var row = IndexOf(page, "vat_no");

        var saved = await admin.SubmitAsync(page, "form#fields", ($"f.{row}.tab", "1"), ($"f.{row}.conflict", "ErpWins"));

        saved.Status.ShouldBe(HttpStatusCode.Redirect, saved.Messages);
        (await InForceAsync()).For(ActorType.Supplier)!.Fields.Single(field => field.Erp == "vat_no").ShowOnTab.ShouldBeFalse();
        var publish = await admin.OpenAsync($"{Start}/publish");
        publish.Texts(".difference-lines li").ShouldBe(["Vis på ERP-fanen: nej → ja", "Ved konflikt: spørg → ERP vinder"]);
        var done = await admin.SubmitAsync(publish, "form.publish-form", ("why", "CVR på fanen"), ("syncNow", null));
        done.Location.ShouldBe($"{Start}/versions");
        (await InForceAsync()).For(ActorType.Supplier)!.Fields.Single(field => field.Erp == "vat_no").ShouldSatisfyAllConditions(field => field.ShowOnTab.ShouldBeTrue(), field => field.OnConflict.ShouldBe(OnConflict.ErpWins));
        (await admin.OpenAsync(done.Location!)).Texts("tbody tr:first-child td")[2].ShouldBe("CVR på fanen");
    }

    [Fact]
    public async Task A_draft_that_a_colleague_changed_meanwhile_is_not_overwritten_and_what_was_entered_is_kept()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var mine = await admin.OpenAsync($"{Start}/mappings?type=Project");
        var colleague = await app.SignedInAsAdministratorAsync();
        await colleague.SubmitAsync(await colleague.OpenAsync($"{Start}/mappings?type=Project"), "form#fields", ($"f.{IndexOf(mine, "name")}.tab", "1"));

        var answer = await admin.SubmitAsync(mine, "form#fields", ($"f.{IndexOf(mine, "end_date")}.tab", null));

        answer.Messages.ShouldContain("har ændret kladden");
        answer.Document.QuerySelector<IHtmlInputElement>($"[name='f.{IndexOf(answer, "end_date")}.tab']")!.IsChecked.ShouldBeFalse();
        (await DraftAsync())!.For(ActorType.Project)!.Fields.Single(field => field.Erp == "end_date").ShowOnTab.ShouldBeTrue();
        (await admin.SubmitAsync(answer, "form#fields")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_faulty_row_says_why_at_the_field_and_the_draft_cannot_be_published()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var page = await admin.OpenAsync($"{Start}/mappings?type=Person");

        await admin.SubmitAsync(page, "form#fields", ($"f.{IndexOf(page, "mobile")}.crm", "phone"));

        var again = await admin.OpenAsync($"{Start}/mappings?type=Person");
        again.Document.QuerySelector($"#field-{IndexOf(again, "mobile")} .field-error")!.TextContent.ShouldContain("“Mobil” og “Telefon” ville begge skrive det samme SuperOffice-felt.");
        var publish = await admin.OpenAsync($"{Start}/publish");
        publish.Document.QuerySelector("form.publish-form button")!.HasAttribute("disabled").ShouldBeTrue();
        var draft = await app.InDatabaseAsync(database => database.MappingDrafts.Select(row => row.RowVersion).SingleAsync());
        (await admin.SubmitAsync(publish, "form.publish-form", ("seen", $"{draft}"), ("why", "Alligevel"))).Messages.ShouldContain("skal rettes");
    }

    [Fact]
    public async Task Choosing_a_field_says_which_ways_values_can_go()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var page = await admin.OpenAsync($"{Start}/mappings?type=Customer");
        var number = page.Document.QuerySelector($"#field-{IndexOf(page, "no")}")!;

        number.QuerySelectorAll(".arrow input").Select(arrow => arrow.HasAttribute("disabled")).ShouldBe([true, false]);
        number.QuerySelector(".arrow")!.GetAttribute("title").ShouldBe("Feltet kan ikke skrives i ERP");
        page.Document.QuerySelector($"#field-{IndexOf(page, "street2")} .arrow")!.GetAttribute("title").ShouldBe("Vælg først et SuperOffice-felt");
        var row = IndexOf(page, "newsletter");
        var choices = page.Document.QuerySelectorAll($"#field-{row} .mapping-crm option").Select(option => option.GetAttribute("value")).ToList();
        choices.ShouldContain("nomailings");
        choices.ShouldNotContain("creditlimit");
    }

    [Fact]
    public async Task A_form_of_a_thousand_fields_is_taken()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var page = await admin.OpenAsync($"{Start}/mappings?type=Customer");
        var many = Enumerable.Range(20, 1000).SelectMany(row => new (string, string?)[] { ($"f.{row}.erp", $"unknown{row}"), ($"f.{row}.crm", ""), ($"f.{row}.conflict", "Ask"), ($"f.{row}.blank", "Ask"), ($"f.{row}.group", "") }).ToArray();

        (await admin.SubmitAsync(page, "form#fields", many)).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task List_items_are_mapped_suggested_by_name_and_a_double_use_is_marked()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var page = await admin.OpenAsync($"{Start}/lists?type=Customer&field=country");
        page.Texts("tbody tr:first-child td")[^1].ShouldNotBe("–");

        var cleared = await admin.SubmitAsync(page, "form.mapping-form", ($"e.{ItemOf(page, "DK")}.crm", ""));
        cleared.Status.ShouldBe(HttpStatusCode.Redirect);
        var open = await admin.OpenAsync($"{Start}/lists?type=Customer&field=country");
        var suggested = await SuggestAsync(admin, open);
        suggested.Document.QuerySelector<IHtmlSelectElement>($"[name='e.{ItemOf(suggested, "DK")}.crm']")!.Value.ShouldBe("DK");
        suggested.Messages.ShouldContain("1 foreslået");

        open = await admin.OpenAsync($"{Start}/lists?type=Customer&field=country");
        var twice = await admin.SubmitAsync(open, "form.mapping-form", ($"e.{ItemOf(open, "NO")}.crm", "SE"));
        twice.Status.ShouldBe(HttpStatusCode.Redirect);
        var shown = await admin.OpenAsync($"{Start}/lists?type=Customer&field=country");
        shown.Texts("select.is-shared").Count.ShouldBe(2);
        shown.Messages.ShouldContain("Marker præcis ét");
    }

    [Fact]
    public async Task A_default_that_cannot_be_read_is_kept_as_typed_and_nothing_is_saved()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var page = await admin.OpenAsync($"{Start}/defaults?type=Customer");
        var row = page.Document.QuerySelectorAll("input[name$='.erp']").ToList().FindIndex(input => input.GetAttribute("value") == "credit_limit");

        var answer = await admin.SubmitAsync(page, "form.mapping-form", ($"d.{row}.value", "mange"));

        answer.Messages.ShouldContain("Angiv et tal.");
        answer.Document.QuerySelector<IHtmlInputElement>($"[name='d.{row}.value']")!.Value.ShouldBe("mange");
        (await DraftAsync()).ShouldBeNull();
        (await admin.SubmitAsync(page, "form.mapping-form", ($"d.{row}.value", "1.250,50"))).Status.ShouldBe(HttpStatusCode.Redirect);
        (await DraftAsync())!.For(ActorType.Customer)!.DefaultOf("credit_limit")!.Value.ShouldBe("1250.5");
    }

    [Fact]
    public async Task Fields_are_ranked_with_buttons()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var page = await admin.OpenAsync($"{Start}/rank?type=Person");
        var names = page.Texts(".rank-name");

        var token = page.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Start}/rank?handler=Down&type=Person")
        {
            Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("seen", ""), new("move", page.Document.QuerySelector(".rank-list button[name=move]")!.GetAttribute("value")!)]),
        };
        (await admin.SendAsync(request)).Status.ShouldBe(HttpStatusCode.Redirect);

        (await admin.OpenAsync($"{Start}/rank?type=Person")).Texts(".rank-name").Take(2).ShouldBe([names[1], names[0]]);
    }

    public static TheoryData<string, string> BadFiles { get; } = new()
    {
        { "", "Vælg en fil." },
        { "{", "Filen er ikke en opsætning fra ERP Link: linje 1" },
        { "{\"format\":9}", "Filen har format 9; dette program læser format 1." },
        { "{\"format\":1,\"connector\":\"sql\",\"name\":\"x\",\"version\":1,\"actors\":[],\"settings\":{\"file\":null}}", "Filen rummer ingen opsætning." },
        { "{\"format\":1,\"connector\":\"sql\",\"name\":\"x\",\"version\":1,\"actors\":[],\"settings\":{\"file\":5}}", "Filen er ikke en opsætning fra ERP Link: linje 1, $.settings" },
        { "{\"format\":1,\"connector\":\"other\",\"name\":\"x\",\"version\":1,\"actors\":[]}", "Filen er til connectoren “other”" },
        {
            "{\"format\":1,\"connector\":\"sql\",\"name\":\"<b>x</b>\",\"version\":1,\"actors\":[{\"actor\":\"customer\",\"enabled\":true,\"fields\":[{\"erp\":\"<script>alert(1)</script>\",\"crm\":\"name\",\"direction\":\"both\"}]}]}",
            "ERP-systemet har ikke længere feltet “<script>alert(1)</script>”."
        },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task A_file_that_does_not_fit_is_refused_whole_with_the_reason(string text, string reason)
    {
        var answer = await UploadAsync(Encoding.UTF8.GetBytes(text));

        answer.Messages.ShouldContain(reason);
        answer.Html.ShouldNotContain("<script>alert(1)</script>");
        (await DraftAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_file_of_fifty_megabytes_is_refused()
    {
        (await UploadAsync(new byte[50 * 1024 * 1024])).Messages.ShouldContain("Filen er større end 2 MB. Intet er ændret.");
        (await DraftAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_kept_file_is_taken_as_the_draft_again_but_not_over_another_one()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var file = (await admin.OpenAsync($"{Start}/versions?handler=File&version=1")).Html;

        (await UploadAsync(Encoding.UTF8.GetBytes(file))).Location.ShouldBe($"{Start}/publish");
        MappingDifferences.Between(await InVersionAsync(1), (await DraftAsync())!).ShouldBeEmpty();
        (await UploadAsync(Encoding.UTF8.GetBytes(file))).Messages.ShouldContain("Der er en kladde.");
        (await UploadAsync(Encoding.UTF8.GetBytes(file), replace: true)).Location.ShouldBe($"{Start}/publish");
    }

    [Fact]
    public async Task The_check_reads_records_and_says_what_it_found()
    {
        var admin = await app.SignedInAsAdministratorAsync();

        var page = await admin.OpenAsync($"{Start}/publish?handler=Check");

        page.Document.QuerySelector("#check .lead")!.TextContent.ShouldContain("poster");
        page.Document.QuerySelector("#check [role=status], #check table").ShouldNotBeNull();
    }

    [Fact]
    public async Task Going_back_needs_a_reason_and_makes_a_new_version()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var page = await admin.OpenAsync($"{Start}/mappings?type=Customer");
        await admin.SubmitAsync(page, "form#fields", ($"f.{IndexOf(page, "origin")}.tab", "1"));
        await admin.SubmitAsync(await admin.OpenAsync($"{Start}/publish"), "form.publish-form", ("why", "Oprindelse"), ("syncNow", null));
        var inForce = (await ConnectionAsync()).MappingVersion;
        var old = await admin.OpenAsync($"{Start}/versions/1");

        (await admin.SubmitAsync(old, "form.publish-form")).Messages.ShouldContain("Skriv hvorfor");
        (await admin.SubmitAsync(old, "form.publish-form", ("why", "Fortrudt"))).Status.ShouldBe(HttpStatusCode.Redirect);

        (await ConnectionAsync()).MappingVersion.ShouldBe(inForce + 1);
        MappingDifferences.Between(await InVersionAsync(1), await InForceAsync()).ShouldBeEmpty();
        (await admin.SubmitAsync(old, "form.publish-form", ("why", "Igen"))).Messages.ShouldContain($"Version {inForce + 1} er udgivet imens");
    }

    private async Task<Page> UploadAsync(byte[] content, bool replace = false) =>
        await (await app.SignedInAsAdministratorAsync()).TakeFileAsync(DemoConnection.Id, content, replace);

    private static async Task<Page> SuggestAsync(Browser admin, Page page)
    {
        var form = page.Document.QuerySelector<IHtmlFormElement>("form.mapping-form")!;
        form.SetAttribute("action", $"{Start}/lists?type=Customer&field=country&handler=Suggest");
        return await admin.SubmitAsync(page, "form.mapping-form");
    }

    /// <summary>The row of an ERP field.</summary>
    private static int IndexOf(Page page, string erp) =>
        page.Document.QuerySelectorAll("form#fields input[name$='.erp']").ToList().FindIndex(input => input.GetAttribute("value") == erp) is var row and >= 0
            ? row
            : throw new InvalidOperationException($"No row of {erp}.");

    /// <summary>The row of an ERP item.</summary>
    private static int ItemOf(Page page, string key) =>
        page.Document.QuerySelectorAll("input[name^='e.'][name$='.key']").ToList().FindIndex(input => input.GetAttribute("value") == key);

    private Task<Connection> ConnectionAsync() => app.Services.GetRequiredService<IConnectionStore>().DemandAsync(DemoConnection.Id, CancellationToken.None);

    private async Task<MappingDocument> InForceAsync() => await InVersionAsync((await ConnectionAsync()).MappingVersion);

    private Task<MappingDocument> InVersionAsync(int version) => app.Services.GetRequiredService<IConnectionStore>().GetMappingAsync(DemoConnection.Id, version, CancellationToken.None);

    private async Task<MappingDocument?> DraftAsync() =>
        (await app.Services.GetRequiredService<IMappingStore>().FindDraftAsync(DemoConnection.Id, CancellationToken.None))?.Document;
}
