using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Linking;

/// <summary>The advanced search by plain posts.</summary>
public sealed class FindTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Form = "form.find-form";

    private static string Address => $"/company/101/erp/find?connection={DemoConnection.Id}&type=Customer";

    [Fact]
    public async Task Lines_are_added_filled_searched_with_and_one_found_is_gone_on_with()
    {
        var user = await app.SignedInAsCrmUserAsync();
        var simple = await user.OpenAsync(Address.Replace("/find", "/connect", StringComparison.Ordinal));
        simple.Document.QuerySelectorAll<IHtmlAnchorElement>("a").Single(link => link.TextContent.Trim() == "avanceret søgning").GetAttribute("href").ShouldBe(Address);

        var page = await user.SubmitAsync(await user.OpenAsync(Address), Form, ("Do", "reset"));
        Values(page, "Field").ShouldBe(["Navn", "Kundenr.", "Gade", "Postnr.", "By", "CVR-nr."]);
        page = await user.SubmitAsync(page, Form, ("Do", "remove-1"), ("Lines[0].Value", "a"));
        Values(page, "Field").ShouldBe(["Navn", "Gade", "Postnr.", "By", "CVR-nr."]);
        Values(page, "Value")[0].ShouldBe("a");
        page = await user.SubmitAsync(page, Form, ("Do", "add"));
        page = await user.SubmitAsync(page, Form, ("Do", "refresh"), ("Lines[5].Field", "kundenr"));
        Values(page, "Field")[5].ShouldBe("Kundenr.");
        page.Messages.ShouldBe("");
        page = await user.SubmitAsync(page, Form, ("Do", "search"), ("Lines[0].Value", null), ("Lines[5].Operator", "BeginsWith"), ("Lines[5].Value", "c1036"));
        page.Status.ShouldBe(HttpStatusCode.Redirect);

        page = await user.FollowAsync(page.Location!);

        page.Document.QuerySelectorAll("#found-rows tr").Length.ShouldBe(1);
        var compare = await user.SubmitAsync(page, "#pick", ("key", "C1036"));
        compare.Status.ShouldBe(HttpStatusCode.OK);
        compare.Document.QuerySelector("#dialog-title")!.TextContent.ShouldBe("Vælg værdier");
        var back = await user.SubmitAsync(page, "#pick");
        back.Location.ShouldBe(Address);
        (await user.FollowAsync(back.Location!)).Messages.ShouldContain("Vælg først en ERP-aktør på listen.");
    }

    [Fact]
    public async Task A_wrong_value_is_told_at_its_line_and_everything_typed_is_kept()
    {
        var user = await app.SignedInAsCrmUserAsync();
        var page = await user.SubmitAsync(await user.OpenAsync(Address), Form, ("Do", "reset"));

        page = await user.SubmitAsync(page, Form, ("Do", "search"), ("Lines[0].Value", "Æbler"), ("Lines[1].Field", "Kreditmaksimum"), ("Lines[1].Operator", "Between"), ("Lines[1].Value", "1.5"), ("Lines[1].Second", "9"),
            ("Lines[2].Field", "Findes ikke"), ("Lines[3].Operator", "Between"), ("Lines[3].Value", "8000"));

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Messages.ShouldContain("Der blev ikke søgt.");
        page.Texts("#line-1 .field-error").ShouldBe(["Det er ikke et tal. Skriv det som 1.234,50."]);
        page.Texts("#line-2 .field-error").ShouldBe(["Vælg et felt på listen."]);
        page.Texts("#line-3 .field-error").ShouldBe(["Udfyld begge værdier."]);
        Values(page, "Value").ShouldBe(["Æbler", "1.5", "8000", "", ""]);
        page.Document.QuerySelector<IHtmlInputElement>("[name='Lines[1].Second']")!.Value.ShouldBe("9");
        Values(page, "Field")[2].ShouldBe("Findes ikke");
        page.Document.QuerySelector("[name='Lines[1].Value']")!.GetAttribute("aria-invalid").ShouldBe("true");
        page.Document.QuerySelector("[name='Lines[0].Value']")!.GetAttribute("aria-invalid").ShouldBeNull();
    }

    [Fact]
    public async Task The_last_search_comes_back_to_its_user_only_and_all_can_be_cleared()
    {
        var user = await app.SignedInAsCrmUserAsync();
        var found = await SearchAsync(user, ("Lines[0].Field", "Kundegruppe"), ("Lines[0].Operator", "OneOf"), ("Lines[0].Items", "ERHV"), ("Lines[1].Field", "Nyhedsbrev"), ("Lines[1].Operator", "Equal"), ("Lines[1].Value", "0"));
        found.Status.ShouldBe(HttpStatusCode.OK);

        var again = await user.OpenAsync(Address.Replace("company/101", "company/102", StringComparison.Ordinal));
        again.Document.QuerySelector<IHtmlInputElement>("[name='Lines[0].Items'][value=ERHV]")!.IsChecked.ShouldBeTrue();
        again.Texts("#line-0 summary").ShouldBe(["Erhverv"]);
        again.Document.QuerySelector<IHtmlInputElement>("#line-1 input[value='0']")!.IsChecked.ShouldBeTrue();
        again.Document.QuerySelector("#pick").ShouldBeNull();
        (await (await app.SignedInAsAdministratorAsync()).OpenAsync(Address)).Document.QuerySelector("[name='Lines[0].Items']").ShouldBeNull();
        (await user.OpenAsync(Address.Replace("Customer", "Supplier", StringComparison.Ordinal))).Document.QuerySelector("[name='Lines[0].Items']").ShouldBeNull();

        var cleared = await user.SubmitAsync(again, Form, ("Do", "clear"));
        Values(cleared, "Field")[..2].ShouldBe(["Kundegruppe", "Nyhedsbrev"]);
        cleared.Document.QuerySelectorAll<IHtmlInputElement>("[name='Lines[0].Items']").ShouldAllBe(box => !box.IsChecked);
        cleared.Document.QuerySelector<IHtmlInputElement>("#line-1 input[value='']")!.IsChecked.ShouldBeTrue();
    }

    [Fact]
    public async Task More_rows_are_of_the_same_search_and_another_windows_search_is_told()
    {
        var user = await app.SignedInAsCrmUserAsync();
        var first = await SearchAsync(user, ("Lines[0].Field", "Navn"), ("Lines[0].Operator", "NotContains"), ("Lines[0].Value", "xyzzy"));
        var keys = Keys(first);
        keys.Count.ShouldBe(25);
        var next = first.Document.QuerySelector("#found-more a")!.GetAttribute("href")!;

        Keys(await user.OpenAsync(next)).Intersect(keys).ShouldBeEmpty();
        await SearchAsync(user, ("Lines[0].Field", "Navn"), ("Lines[0].Operator", "Equal"), ("Lines[0].Value", "xyzzy"));

        var late = await user.OpenAsync(next);
        late.Document.QuerySelector("#pick").ShouldBeNull();
        late.Messages.ShouldContain("Du har søgt efter noget andet i et andet vindue.");
    }

    [Fact]
    public async Task A_taken_actor_cannot_be_picked_and_an_inactive_one_says_so()
    {
        var user = await app.SignedInAsCrmUserAsync();

        var page = await SearchAsync(user, ("Lines[0].Field", "Kundenr."), ("Lines[0].Operator", "Equal"), ("Lines[0].Value", "c1001"));

        page.Texts("#found-rows tr").ShouldHaveSingleItem().ShouldContain("Tilknyttet til");
        page.Document.QuerySelector("#found-rows input[type=radio]")!.HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public async Task A_line_the_ERP_no_longer_has_is_removed_with_a_word()
    {
        var user = await app.SignedInAsCrmUserAsync();
        await SearchAsync(user, ("Lines[0].Field", "Navn"), ("Lines[0].Value", "a"));
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(app.DataDirectory, "erplink.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """UPDATE SearchCriteria SET Json = '[{"Field":"fax","Operator":"Contains","Values":["1"]},{"Field":"zip","Operator":"Equal","Values":["8000"]}]'""";
            command.ExecuteNonQuery().ShouldBeGreaterThan(0);
        }

        var page = await user.OpenAsync(Address);

        page.Messages.ShouldContain("Disse linjer er fjernet, fordi der ikke længere kan søges på dem i ERP: fax.");
        Values(page, "Field").ShouldBe(["Postnr."]);
        Values(page, "Value").ShouldBe(["8000"]);
    }

    [Theory]
    [InlineData("/company/101/erp/find?type=Customer", HttpStatusCode.Forbidden)]
    [InlineData("/company/101/erp/find?connection=de300e29-0000-4000-8000-000000000001&type=Project", HttpStatusCode.NotFound)]
    [InlineData("/company/999999/erp/find?connection=de300e29-0000-4000-8000-000000000001&type=Customer", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_is_not_found(string address, HttpStatusCode status) =>
        (await (await app.SignedInAsCrmUserAsync()).OpenAsync(address)).Status.ShouldBe(status);

    /// <summary>The standard lines, with these changed, sent and followed.</summary>
    private static async Task<Page> SearchAsync(Browser user, params (string Name, string? Value)[] changed)
    {
        var page = await user.SubmitAsync(await user.OpenAsync(Address), Form, ("Do", "reset"));
        var sent = await user.SubmitAsync(page, Form, [("Do", "search"), .. changed]);
        sent.Status.ShouldBe(HttpStatusCode.Redirect, sent.Messages);
        return await user.FollowAsync(sent.Location!);
    }

    private static List<string> Values(Page page, string name) =>
        [.. page.Document.QuerySelectorAll<IHtmlInputElement>($".find-line input[name$='.{name}']:not([type=radio])").Select(input => input.Value)];

    private static List<string> Keys(Page page) => [.. page.Document.QuerySelectorAll<IHtmlInputElement>("#found-rows input[type=radio]").Select(radio => radio.Value)];
}
