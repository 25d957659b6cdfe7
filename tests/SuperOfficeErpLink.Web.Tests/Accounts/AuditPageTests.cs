using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Accounts;

/// <summary>The audit log on its page and as a file.</summary>
public sealed class AuditPageTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly TestApp app = new(
        [("ErpLink:Demo:Companies", "45")], services => services.AddSingleton<TimeProvider>(new ManualTime(DateTimeOffset.UtcNow)));
    private Browser admin = null!;

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        admin = await app.SignedInAsAdministratorAsync();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task Entries_stand_newest_first_in_words_with_what_was_before_and_after()
    {
        await GivenAsync(
            Row("connection.active", "Demo ERP", "1", "0", DemoConnection.Id), Row("connection.automatic-sync", "Demo ERP", "0", "1", DemoConnection.Id),
            Row("run.brake-released", "12", null, null, DemoConnection.Id), Row("run.brake-released", "13", null, "10", DemoConnection.Id),
            Row("personal-data.deleted", "Person 7", null, """{"Links":1,"Changes":3}"""), Row("links.renumbered", "Demo ERP", "2", "5", DemoConnection.Id),
            Row("mapping.published", "Demo ERP", "1", "2: Telefon med", DemoConnection.Id), Row("a.later-version", "<b>noget</b>", "{\"x\":true}", "=1+1"));
        var page = await admin.OpenAsync("/admin/audit");

        page.Texts(".audit-table tbody tr th").ShouldBe(
        [
            "a.later-version", "Tilknytninger udgivet", "Nye numre givet", "Persondata slettet", "Sikkerhedsstop løsnet", "Sikkerhedsstop løsnet", "Automatisk synkronisering slået til eller fra",
            "ERP-link aktiveret eller deaktiveret",
        ]);
        page.Texts(".audit-value").Chunk(2).Select(pair => $"{pair[0]}|{pair[1]}").ShouldBe(
        [
            "x: Ja|=1+1", "Version 1|Version 2: Telefon med", "2 ikke udført|5 udført", "|ERP-tilknytninger: 1\nÆndringer: 3", "|Kun de første 10", "|Alle skrivninger", "Fra|Til", "Aktiv|Inaktiv",
        ]);
        page.Html.ShouldNotContain("<b>noget</b>");
        page.Document.QuerySelector(".audit-table")!.TextContent.ShouldContain("Kørsel 12");
        page.Document.QuerySelector(".audit-table")!.TextContent.ShouldContain("Person 7");

        using var english = new HttpRequestMessage(HttpMethod.Get, "/admin/audit?culture=en");
        (await admin.SendAsync(english)).Texts(".audit-table tbody tr th").ShouldContain("Brake released");
    }

    [Fact]
    public async Task The_filter_is_by_connection_person_kind_and_day()
    {
        await GivenAsync(
            Row("user.disabled", "a", by: "Anna", at: Noon), Row("user.disabled", "b", by: "Bo", at: Noon.AddDays(1)), Row("user.enabled", "c", by: "Anna", at: Noon.AddDays(2)),
            Row("connection.active", "Demo ERP", "1", "0", DemoConnection.Id, by: "Bo", at: Noon.AddDays(3)));
        async Task<string> ShownAsync(string query) =>
            string.Join(' ', (await admin.OpenAsync($"/admin/audit?{query}")).Document.QuerySelectorAll(".audit-table tbody tr").Select(row => row.Children[3].TextContent.Trim()));

        (await ShownAsync("person=Anna")).ShouldBe("c a");
        (await ShownAsync("kind=user.disabled")).ShouldBe("b a");
        (await ShownAsync($"connection={DemoConnection.Id}")).ShouldBe("Demo ERP");
        (await ShownAsync("from=2026-03-11&to=2026-03-12")).ShouldBe("c b");
        (await ShownAsync("person=Anna&kind=user.enabled&from=2026-03-12")).ShouldBe("c");
        (await ShownAsync("connection=x&from=y&to=9999-99-99&before=z&kind=&person=")).ShouldBe("Demo ERP c b a");
        (await admin.OpenAsync("/admin/audit?kind=findes.ikke")).Messages.ShouldContain("Ingen ændringer passer");
    }

    [Fact]
    public async Task Pages_go_back_by_number_and_the_file_has_all_of_it()
    {
        await GivenAsync([.. Enumerable.Range(1, 1130).Select(number => Row("user.disabled", $"nr. {number}", at: Noon.AddMinutes(number)))]);
        var seen = new List<string>();
        for (var page = await admin.OpenAsync("/admin/audit"); ;)
        {
            seen.AddRange(page.Document.QuerySelectorAll(".audit-table tbody tr").Select(row => row.Children[3].TextContent.Trim()));
            if (page.Document.QuerySelector("a[rel=next]")?.GetAttribute("href") is not { } next)
            {
                break;
            }

            page = await admin.OpenAsync($"/admin/audit{next}");
        }

        var all = Enumerable.Range(1, 1130).Reverse().Select(number => $"nr. {number}").ToList();
        seen.ShouldBe(all);
        var file = await admin.OpenAsync("/admin/audit?handler=Csv");
        file.Response.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        var lines = file.Html.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].TrimStart('\uFEFF').ShouldBe("\"Tidspunkt\";\"Hvem\";\"Hvad\";\"Om\";\"ERP-link\";\"Før\";\"Efter\"");
        lines.Skip(1).Select(line => line.Split("\";\"")[3]).ShouldBe(all);
    }

    [Fact]
    public async Task Cells_of_the_file_are_no_formulas()
    {
        await GivenAsync(Row("group.renamed", "=1+1", "=cmd|' /C calc'!A0", "+x"));
        var line = (await admin.OpenAsync("/admin/audit?handler=Csv")).Html.Split("\r\n")[1];
        line.ShouldContain("\"'=1+1\"");
        line.ShouldContain("\"'=cmd");
        line.ShouldContain("\"'+x\"");
    }

    [Fact]
    public async Task It_is_for_administrators()
    {
        var karen = await app.SignedInAsCrmUserAsync();
        (await karen.OpenAsync("/admin/audit?handler=Csv")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_connections_page_lists_its_own_changes_also_after_it_was_renamed()
    {
        await GivenAsync(Row("connection.active", "Gammelt navn", "1", "0", DemoConnection.Id), Row("connection.active", "Demo ERP", "0", "1", Guid.NewGuid()));
        var page = await admin.OpenAsync($"/admin/connections/{DemoConnection.Id}");
        page.Html.ShouldContain("Anna: ERP-link aktiveret eller deaktiveret: Aktiv → Inaktiv");
        page.Html.ShouldNotContain("Inaktiv → Aktiv");
    }

    private static AuditRow Row(string what, string subject, string? before = null, string? after = null, Guid? connection = null, string by = "Anna", DateTimeOffset? at = null) => new()
    {
        At = at ?? Noon, By = by, What = what, Subject = subject, Before = before, After = after, ConnectionId = connection,
    };

    private Task<int> GivenAsync(params AuditRow[] rows) => app.InDatabaseAsync(database =>
    {
        database.Audit.AddRange(rows);
        return database.SaveChangesAsync();
    });
}
