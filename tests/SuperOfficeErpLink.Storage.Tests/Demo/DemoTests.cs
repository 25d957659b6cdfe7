using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Demo;

namespace SuperOfficeErpLink.Storage.Tests.Demo;

public sealed class DemoTests
{
    private static readonly string[] ErpTables = ["client", "customer", "supplier", "person", "project", "customer_group", "payment_term", "country", "write_log"];
    private static readonly string[] CrmTableNames = ["CrmCompanies", "CrmPersons", "CrmProjects", "CrmListItems"];

    [Fact]
    public async Task Two_demos_are_the_same_to_the_byte_of_every_value()
    {
        using var one = await DemoFolder.MadeAsync();
        using var two = await DemoFolder.MadeAsync();

        one.Dump(erp: true, ErpTables).ShouldBe(two.Dump(erp: true, ErpTables));
        one.Dump(erp: false, CrmTableNames).ShouldBe(two.Dump(erp: false, CrmTableNames));
        const string links = "SELECT Id, EntityId, ActorType, ErpKey, Snapshot FROM Links ORDER BY Id";
        one.Ours(links).ShouldBe(two.Ours(links));
    }

    [Fact]
    public async Task A_larger_demo_begins_with_the_same_companies()
    {
        using var small = await DemoFolder.MadeAsync(150);
        using var large = await DemoFolder.MadeAsync(600);

        const string companies = "SELECT * FROM CrmCompanies WHERE Id <= 150 ORDER BY Id";
        large.Ours(companies).ShouldBe(small.Ours(companies));
        const string customers = "SELECT * FROM customer WHERE no BETWEEN 'C1001' AND 'C1060' AND no <> '' ORDER BY no";
        large.Erp(customers).Select(row => row[1]).ShouldBe(small.Erp(customers).Select(row => row[1]));
    }

    [Fact]
    public async Task Counts_are_those_promised()
    {
        using var demo = await DemoFolder.MadeAsync();

        Count(demo.Ours("SELECT count(*) FROM CrmCompanies")).ShouldBe(500);
        Count(demo.Ours("SELECT count(*) FROM CrmPersons")).ShouldBe(1500);
        Count(demo.Ours("SELECT count(*) FROM CrmProjects")).ShouldBe(100);
        Count(demo.Ours("SELECT count(*) FROM Links")).ShouldBe(40);
        Count(demo.Erp("SELECT count(*) FROM write_log")).ShouldBe(0);
        Count(demo.Erp("SELECT count(*) FROM customer WHERE inactive = 1")).ShouldBeGreaterThan(0);
        demo.Erp("SELECT id FROM client")[0][0].ShouldBe("demo-500");
        demo.Erp("PRAGMA integrity_check")[0][0].ShouldBe("ok");
        if (OwnTestDatabase.IsSqlite)
        {
            demo.Ours("PRAGMA integrity_check")[0][0].ShouldBe("ok");
            demo.Ours("PRAGMA foreign_key_check").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_first_forty_are_linked_and_their_snapshots_are_what_both_sides_hold()
    {
        using var demo = await DemoFolder.MadeAsync();
        using var context = demo.Context();
        var links = await context.Links.AsNoTracking().OrderBy(link => link.EntityId).ToListAsync();

        links.Select(link => link.ErpKey).ShouldBe([.. Enumerable.Range(1001, 35).Select(no => $"C{no}"), .. Enumerable.Range(1001, 5).Select(no => $"S{no}")]);
        foreach (var link in links)
        {
            var company = await context.Companies.AsNoTracking().SingleAsync(row => row.Id == link.EntityId);
            var pairs = DemoMapping.Document.For(link.ActorType)!.Pairs;
            var table = link.ActorType == ActorType.Customer ? "customer" : "supplier";
            var actor = demo.Erp($"SELECT {string.Join(", ", pairs.Select(pair => pair.Erp))} FROM {table} WHERE no = '{link.ErpKey}'")[0];
            var bases = new BasePair?[pairs.Count];
            SnapshotCodec.Decode(link.Snapshot, bases);
            for (var index = 0; index < pairs.Count; index++)
            {
                var crm = CrmTables.Companies.Find(pairs[index].Crm!)!.Get(company);
                var erp = Convert.ToString(actor[index], System.Globalization.CultureInfo.InvariantCulture)!;
                bases[index].ShouldBe(new BasePair(crm, erp), $"{pairs[index].Pair} of {link.EntityId}");
                var carried = pairs[index].List is { } list ? list.Items.First(item => item.Crm == crm).Erp : crm;
                carried.ShouldBe(erp, $"{pairs[index].Pair} of {link.EntityId}");
            }
        }
    }

    [Fact]
    public async Task Of_101_there_is_one_likely_match_of_102_two_and_of_103_none()
    {
        using var demo = await DemoFolder.MadeAsync();

        demo.Erp("SELECT no FROM customer WHERE name LIKE 'Skagerrak%' OR vat_no LIKE '%76952035%'").Single()[0].ShouldBe("C1036");
        demo.Erp("SELECT no, coalesce(vat_no, '') FROM customer WHERE name LIKE 'Havblik%' ORDER BY no").Select(row => $"{row[0]} {row[1]}").ShouldBe(["C1037 30910559", "C1038 "]);
        demo.Erp("SELECT no FROM customer WHERE name LIKE '%Qvistorp%' OR name LIKE '%museum%' OR vat_no LIKE '%73871743%'").ShouldBeEmpty();
        demo.Ours("SELECT Id, Name, OrganisationNumber FROM CrmCompanies WHERE Id BETWEEN 101 AND 103 ORDER BY Id").Select(row => $"{row[1]} {row[2]}")
            .ShouldBe(["Skagerrak Bådeværft 76952035", "Havblik Badehotel ApS 30910559", "Qvistorp Zeppelinmuseum 73871743"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(101)]
    public async Task A_small_demo_is_whole(int companies)
    {
        using var demo = await DemoFolder.MadeAsync(companies);

        Count(demo.Ours("SELECT count(*) FROM CrmCompanies")).ShouldBe(companies);
        Count(demo.Ours("SELECT count(*) FROM Links")).ShouldBe(Math.Min(companies, 40));
    }

    [Fact]
    public async Task With_its_marker_the_demo_is_not_touched_again_whatever_is_missing()
    {
        using var demo = await DemoFolder.MadeAsync(50);
        using (var context = demo.Context())
        {
            await context.Companies.Where(row => row.Id == 50).ExecuteDeleteAsync();
        }

        File.Delete(demo.ErpPath());
        await demo.MakeAsync();

        File.Exists(demo.ErpPath()).ShouldBeFalse();
        Count(demo.Ours("SELECT count(*) FROM CrmCompanies")).ShouldBe(49);
    }

    [Fact]
    public async Task Without_its_marker_the_demo_is_made_over_what_a_killed_start_left()
    {
        using var demo = new DemoFolder(50);
        Directory.CreateDirectory(Path.GetDirectoryName(demo.ErpPath())!);
        foreach (var left in (string[])["", "-journal", "-wal", ".new", ".new-journal"])
        {
            await File.WriteAllTextAsync(demo.ErpPath() + left, "half a file");
        }

        await demo.MakeAsync();

        // Listed before anything opens the file: SQLite would take a journal for its own.
        Directory.GetFiles(Path.GetDirectoryName(demo.ErpPath())!).Select(Path.GetFileName).ShouldBe(["demo-erp.db"]);
        demo.Erp("PRAGMA integrity_check")[0][0].ShouldBe("ok");
    }

    [Fact]
    public async Task A_database_that_is_in_use_does_not_become_a_demo()
    {
        using var demo = new DemoFolder(50);
        using (var context = demo.Context())
        {
            context.Companies.Add(new CompanyRow { Id = 1, Name = "Vores egen" });
            await context.SaveChangesAsync();
        }

        await demo.MakeAsync();

        demo.Ours("SELECT Name FROM CrmCompanies").Single()[0].ShouldBe("Vores egen");
        File.Exists(demo.ErpPath()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stopped_start_leaves_no_demo()
    {
        // So many that it is not done before this test has seen it begin, however busy the machine is.
        using var demo = new DemoFolder(100_000);
        using var stop = new CancellationTokenSource();
        var making = Task.Run(() => demo.MakeAsync(stop.Token));
        SpinWait.SpinUntil(() => File.Exists(demo.ErpPath() + ".new"), TimeSpan.FromSeconds(30)).ShouldBeTrue();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(making);

        Count(demo.Ours("SELECT count(*) FROM CrmCompanies")).ShouldBe(0);
        File.Exists(demo.ErpPath()).ShouldBeFalse();
    }

    [Fact]
    public async Task An_edit_with_any_tool_is_logged_and_gets_a_new_version()
    {
        using var demo = await DemoFolder.MadeAsync(50);
        demo.Erp("UPDATE customer SET phone = '1' WHERE no = 'C1001'");

        demo.Erp("SELECT table_name, no, operation FROM write_log").Single().ShouldBe(["customer", "C1001", "UPDATE"]);
        Count(demo.Erp("SELECT version FROM customer WHERE no = 'C1001'")).ShouldBe(2);
    }

    [Fact]
    public async Task The_mapping_names_only_fields_that_exist_and_is_stored_with_the_connection()
    {
        using var demo = await DemoFolder.MadeAsync(50);
        using var context = demo.Context();
        var stored = MappingDocument.Parse((await context.MappingVersions.SingleAsync()).Json);
        stored.ToJson().ShouldBe(DemoMapping.Document.ToJson());
        var settings = JsonSerializer.Deserialize<Dictionary<string, string>>((await context.Connections.SingleAsync()).Settings)!;
        using var definition = JsonDocument.Parse(settings["definition"], new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var actors = definition.RootElement.GetProperty("actors").EnumerateArray().ToDictionary(
            actor => actor.GetProperty("type").GetString()!,
            actor => actor.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("key").GetString()!).ToHashSet());

        foreach (var actor in stored.Actors)
        {
            actor.Fields.ShouldAllBe(field => actors[actor.Actor.ToString()].Contains(field.Erp));
            actor.Pairs.ShouldAllBe(field => CrmFields(actor.Actor).Contains(field.Crm!));
            actor.Pairs.Select(field => field.Crm).Distinct().Count().ShouldBe(actor.Pairs.Count);
        }
    }

    [Fact]
    public async Task The_demo_users_can_sign_in_with_the_password_that_is_shown()
    {
        using var demo = await DemoFolder.MadeAsync(1);
        using var context = demo.Context();
        foreach (var (email, role) in new[] { ("crm@demo.example", Roles.CrmUser), ("admin@demo.example", Roles.Administrator) })
        {
            var user = await context.Users.SingleAsync(row => row.Email == email);
            new PasswordHasher<ApplicationUser>().VerifyHashedPassword(user, user.PasswordHash!, "Demo-1234!").ShouldBe(PasswordVerificationResult.Success);
            var names = await context.UserRoles.Where(row => row.UserId == user.Id).Join(context.Roles, row => row.RoleId, row => row.Id, (_, row) => row.Name).ToListAsync();
            names.ShouldBe([role]);
        }
    }

    [Fact]
    public void Organisation_numbers_differ()
    {
        var numbers = Enumerable.Range(1, 100_000).Select(id => DemoCrmSide.OrganisationNumber(id, 0)).ToHashSet(StringComparer.Ordinal);

        numbers.Count.ShouldBe(100_000);
        numbers.ShouldAllBe(number => number.Length == 8);
    }

    [Fact]
    public void About_six_in_ten_companies_have_one_match_and_one_in_ten_two()
    {
        var counts = new DemoWorld(5000).Companies(new DemoErpSide()).Skip(42)
            .CountBy(company => company.Accounts.Count(account => account.Type == ActorType.Customer)).ToDictionary();

        counts[1].ShouldBeInRange(2850, 3100);
        counts[2].ShouldBeInRange(430, 570);
    }

    private static long Count(IReadOnlyList<object?[]> rows) => (long)rows[0][0]!;

    private static HashSet<string> CrmFields(ActorType actor) => actor switch
    {
        ActorType.Person => [.. CrmTables.Persons.Infos.Select(field => field.Key)],
        ActorType.Project => [.. CrmTables.Projects.Infos.Select(field => field.Key)],
        _ => [.. CrmTables.Companies.Infos.Select(field => field.Key)],
    };
}
