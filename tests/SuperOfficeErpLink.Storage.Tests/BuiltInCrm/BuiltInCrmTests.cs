using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Sqlite;
using BuiltIn = SuperOfficeErpLink.Storage.BuiltInCrm.BuiltInCrm;

namespace SuperOfficeErpLink.Storage.Tests.BuiltInCrm;

public sealed class BuiltInCrmTests : IDisposable
{
    private static readonly FieldSet Fields = new(["name", "street", "creditlimit", "lastinvoice", "nomailings", "country"]);
    private readonly OwnTestDatabase database = OwnTestDatabase.Make(TestTemplate.Empty);
    private readonly ManualTime time = new();
    private readonly BuiltIn crm;

    public BuiltInCrmTests()
    {
        crm = new BuiltIn(database, time);
        using var context = database.CreateDbContext();
        context.CrmListItems.AddRange(
            new CrmListItemRow { List = "country", Key = "DK", NameEn = "Denmark", NameDa = "Danmark", Rank = 1 },
            new CrmListItemRow { List = "country", Key = "SE", NameEn = "Sweden", NameDa = "Sverige", Rank = 0 });
        context.Companies.Add(new CompanyRow
        {
            Id = 7, Name = "Bæk & Søn A/S", Street = "Vestergade 12", Country = "DK", CreditLimit = 12500.50m, LastInvoice = new DateOnly(2025, 12, 24), NoMailings = true, Version = 3,
        });
        context.Companies.Add(new CompanyRow { Id = 8, Name = "Åkjær ApS" });
        context.Persons.Add(new PersonRow { Id = 1, CompanyId = 7, FirstName = "Åse", LastName = "Bæk" });
        context.Projects.Add(new ProjectRow { Id = 1, Name = "Nyt lager", StartDate = new DateOnly(2026, 1, 2) });
        context.SaveChanges();
    }

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task Values_are_read_in_canonical_form_and_in_the_order_asked_for()
    {
        var result = await crm.GetAsync(EntityType.Company, Fields, ["7"], default);

        var record = result.Found.ShouldHaveSingleItem();
        record.Key.ShouldBe("7");
        record.Version.ShouldBe("3");
        record.Values.Select(value => value.Text).ShouldBe(["Bæk & Søn A/S", "Vestergade 12", "12500.5", "2025-12-24", "1", "DK"]);
    }

    [Fact]
    public async Task Nothing_in_a_field_is_blank_and_a_field_that_does_not_exist_is_not_read()
    {
        var result = await crm.GetAsync(EntityType.Company, new FieldSet(["street", "creditlimit", "lastinvoice", "nomailings", "shoesize"]), ["8"], default);

        result.Found.Single().Values.ShouldBe([FieldValue.Blank, FieldValue.Blank, FieldValue.Blank, FieldValue.Of("0"), FieldValue.NotRead]);
    }

    [Theory]
    [InlineData("999")]
    [InlineData("07")]
    [InlineData("seven")]
    public async Task A_key_without_a_record_is_gone(string key)
    {
        var result = await crm.GetAsync(EntityType.Company, Fields, ["7", key], default);

        result.Found.Single().Key.ShouldBe("7");
        result.Gone.Single().Key.ShouldBe(key);
        (await UpdateAsync(new ActorUpdate(key, null, [Change("name", "x", "y")]))).ShouldBe(new SaveOutcome.Missing(null));
    }

    [Fact]
    public async Task More_ids_than_one_query_takes_are_all_answered()
    {
        using (var context = database.CreateDbContext())
        {
            context.Companies.AddRange(Enumerable.Range(100, 1200).Select(id => new CompanyRow { Id = id, Name = $"Firma {id}" }));
            await context.SaveChangesAsync();
        }

        var ids = Enumerable.Range(100, 1300).Select(id => id.ToString(CultureInfo.InvariantCulture)).ToList();
        var result = await crm.GetAsync(EntityType.Company, Fields, ids, default);

        result.Found.Count.ShouldBe(1200);
        result.Gone.Count.ShouldBe(100);
    }

    [Fact]
    public async Task A_write_that_meets_what_it_expects_is_saved_and_signed()
    {
        var outcome = await UpdateAsync(new ActorUpdate("7", "3", [Change("street", "Vestergade 12", "Ærøvej 3"), Change("creditlimit", "12500.5", "99.95")]));

        var saved = outcome.ShouldBeOfType<SaveOutcome.Saved>();
        saved.Exact.ShouldBeTrue();
        saved.Record.Version.ShouldBe("4");
        saved.Record.Values[1].Text.ShouldBe("Ærøvej 3");
        var row = Row(7);
        (row.Street, row.CreditLimit, row.Version, row.UpdatedAt, row.UpdatedBy).ShouldBe(("Ærøvej 3", 99.95m, 4, time.Now, "ERP-synkronisering"));
        row.Folded.ShouldContain("ÆRØVEJ 3");
    }

    [Fact]
    public async Task A_field_someone_else_changed_is_stale_and_nothing_is_written()
    {
        var outcome = await UpdateAsync(new ActorUpdate("7", "3", [Change("name", "Bæk & Søn A/S", "Nyt"), Change("street", "Østergade 1", "Ærøvej 3")]));

        outcome.ShouldBeOfType<SaveOutcome.Stale>().Current!.Values[1].Text.ShouldBe("Vestergade 12");
        (Row(7).Name, Row(7).Version).ShouldBe(("Bæk & Søn A/S", 3));
    }

    [Fact]
    public async Task Another_version_does_no_harm_while_the_fields_hold_what_is_expected() =>
        (await UpdateAsync(new ActorUpdate("7", "1", [Change("street", "Vestergade 12", "Ærøvej 3")]))).ShouldBeOfType<SaveOutcome.Saved>();

    [Fact]
    public async Task Writing_what_is_there_already_leaves_the_version_alone()
    {
        var outcome = await UpdateAsync(new ActorUpdate("7", null, [Change("street", "Vestergade 12", "Vestergade 12")]));

        outcome.ShouldBeOfType<SaveOutcome.Saved>().Record.Version.ShouldBe("3");
    }

    [Theory]
    [InlineData("name", "", "udfyldes")]
    [InlineData("name", " ", "udfyldes")]
    [InlineData("zip", "1234567890123", "12 tegn")]
    [InlineData("creditlimit", "mange", "ikke et tal")]
    [InlineData("creditlimit", "1.005", "2 decimaler")]
    [InlineData("creditlimit", "1e3", "ikke et tal")]
    [InlineData("creditlimit", "100000000000000", "for stort")]
    [InlineData("lastinvoice", "31-01-2026", "ikke en dato")]
    [InlineData("nomailings", "", "ja eller nej")]
    [InlineData("country", "XX", "ikke punktet")]
    [InlineData("shoesize", "44", "ikke feltet")]
    public async Task What_a_field_cannot_hold_is_refused_whole(string field, string value, string reason)
    {
        var outcome = await UpdateAsync(new ActorUpdate("7", null, [Change("street", "Vestergade 12", "Ærøvej 3"), new FieldChange(field, FieldValue.NotRead, FieldValue.Of(value))]));

        var error = outcome.ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem();
        error.Field.ShouldBe(field);
        error.Message.In(CultureInfo.GetCultureInfo("da")).ShouldContain(reason);
        error.Message.English.ShouldNotBe(error.Message.In(CultureInfo.GetCultureInfo("da")));
        Row(7).Street.ShouldBe("Vestergade 12");
    }

    [Theory]
    [InlineData("creditlimit", "12500.5")]
    [InlineData("lastinvoice", "2025-12-24")]
    [InlineData("country", "DK")]
    public async Task A_field_that_may_be_blank_is_cleared(string field, string old)
    {
        (await UpdateAsync(new ActorUpdate("7", null, [Change(field, old, "")]))).ShouldBeOfType<SaveOutcome.Saved>();

        (await crm.GetAsync(EntityType.Company, new FieldSet([field]), ["7"], default)).Found.Single().Values[0].IsBlank.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_writers_at_once_on_one_field_exactly_one_wins()
    {
        var updates = Enumerable.Range(1, 8).Select(number => Task.Run(() => UpdateAsync(new ActorUpdate("7", null, [Change("street", "Vestergade 12", $"Algade {number}")]))));

        var outcomes = await Task.WhenAll(updates);

        outcomes.OfType<SaveOutcome.Saved>().Count().ShouldBe(1);
        outcomes.OfType<SaveOutcome.Stale>().Count().ShouldBe(7);
        Row(7).Version.ShouldBe(4);
    }

    [Fact]
    public async Task Writers_at_once_on_different_fields_all_get_through()
    {
        string[] fields = ["street", "zip", "city", "phone"];
        var old = (string field) => field == "street" ? "Vestergade 12" : "";

        var outcomes = await Task.WhenAll(fields.Select(field => Task.Run(() => UpdateAsync(new ActorUpdate("7", null, [Change(field, old(field), "ny")])))));

        outcomes.ShouldAllBe(outcome => outcome is SaveOutcome.Saved);
        (Row(7).Street, Row(7).Zip, Row(7).City, Row(7).Phone, Row(7).Version).ShouldBe(("ny", "ny", "ny", "ny", 7));
    }

    [SqliteFact]
    public async Task A_database_that_cannot_be_written_throws_before_the_first_write_and_says_so_after_it()
    {
        var failing = new FailingWrites();
        var builder = new DbContextOptionsBuilder<ErpLinkDbContext>();
        builder.UseErpLinkSqlite(database.File).AddInterceptors(failing);
        var broken = new BuiltIn(new Contexts(builder.Options), time);
        ActorUpdate[] updates = [new("7", null, [Change("name", "Bæk & Søn A/S", "A")]), new("8", null, [Change("name", "Åkjær ApS", "B")])];

        failing.Allowed = 0;
        (await Should.ThrowAsync<ConnectorException>(() => broken.UpdateAsync(EntityType.Company, Fields, updates, default))).Kind.ShouldBe(FailureKind.Unreachable);
        Row(7).Name.ShouldBe("Bæk & Søn A/S");

        failing.Allowed = 1;
        var outcomes = await broken.UpdateAsync(EntityType.Company, Fields, updates, default);
        outcomes[0].ShouldBeOfType<SaveOutcome.Saved>();
        outcomes[1].ShouldBeOfType<SaveOutcome.NotTried>();
        (Row(7).Name, Row(8).Name).ShouldBe(("A", "Åkjær ApS"));
    }

    [Fact]
    public async Task Lists_come_in_their_own_order_and_in_the_readers_language()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("da-DK");
        (await crm.GetListAsync("country", default)).Select(item => item.Name).ShouldBe(["Sverige", "Danmark"]);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        (await crm.GetListAsync("country", default)).Select(item => item.Name).ShouldBe(["Sweden", "Denmark"]);
    }

    [Fact]
    public async Task Names_are_those_people_know_the_records_by()
    {
        (await crm.GetNamesAsync(EntityType.Company, [7, 8, 9], default)).ShouldBe(new Dictionary<long, string> { [7] = "Bæk & Søn A/S", [8] = "Åkjær ApS" });
        (await crm.GetNamesAsync(EntityType.Person, [1], default))[1].ShouldBe("Åse Bæk");
        (await crm.GetNamesAsync(EntityType.Project, [1], default))[1].ShouldBe("Nyt lager");
    }

    [Fact]
    public async Task Persons_and_projects_are_read_and_written_alike()
    {
        var person = (await crm.UpdateAsync(EntityType.Person, new FieldSet(["mobile"]), [new ActorUpdate("1", null, [Change("mobile", "", "+45 12 34 56 78")])], default)).Single();
        person.ShouldBeOfType<SaveOutcome.Saved>().Record.Parent.ShouldBe(new ActorRef(ActorType.None, "7"));

        var project = (await crm.UpdateAsync(EntityType.Project, new FieldSet(["enddate"]), [new ActorUpdate("1", null, [Change("enddate", "", "2026-02-28")])], default)).Single();
        project.ShouldBeOfType<SaveOutcome.Saved>().Record.Values[0].Text.ShouldBe("2026-02-28");
    }

    [Theory]
    [InlineData(EntityType.Company, 16)]
    [InlineData(EntityType.Person, 6)]
    [InlineData(EntityType.Project, 6)]
    public async Task Every_field_is_described_in_both_languages(EntityType type, int count)
    {
        var fields = await crm.DescribeAsync(type, default);

        fields.Count.ShouldBe(count);
        fields.ShouldAllBe(field => field.Name.English.Length > 0 && field.Name.ByLanguage!.ContainsKey("da"));
        fields.Select(field => field.Rank).ShouldBe(Enumerable.Range(0, count));
    }

    private static FieldChange Change(string field, string expected, string value) => new(field, FieldValue.Of(expected), FieldValue.Of(value));

    private async Task<SaveOutcome> UpdateAsync(ActorUpdate update) => (await crm.UpdateAsync(EntityType.Company, Fields, [update], default)).ShouldHaveSingleItem();

    private CompanyRow Row(long id)
    {
        using var context = database.CreateDbContext();
        return context.Companies.Single(row => row.Id == id);
    }

    private sealed class Contexts(DbContextOptions<ErpLinkDbContext> options) : IDbContextFactory<ErpLinkDbContext>
    {
        public ErpLinkDbContext CreateDbContext() => new(options);
    }

    /// <summary>A disk that fails after a number of writes.</summary>
    private sealed class FailingWrites : DbCommandInterceptor
    {
        public int Allowed { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
            command.CommandText.Contains("UPDATE", StringComparison.Ordinal) && Allowed-- <= 0
                ? throw new SqliteException("disk I/O error", 10)
                : base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }
}
