using System.Globalization;
using FolderErp;

namespace SuperOfficeErpLink.Connectors.Sample.Tests;

/// <summary>What is the sample's own, beside what the kit asks of every connector.</summary>
public sealed class FolderTests : IAsyncLifetime
{
    private static readonly FieldSet Name = new(["name"]);

    private readonly SampleErp erp = new();
    private IErpSession session = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        await erp.StartAsync();
        session = await erp.Connector.OpenAsync(erp.Connection, None);
    }

    public async Task DisposeAsync()
    {
        await session.DisposeAsync();
        await erp.DisposeAsync();
    }

    [Fact]
    public async Task A_property_that_is_not_there_is_blank_and_one_of_another_kind_was_not_read()
    {
        await erp.WriteAsync("C1001", """{ "name": ["a", "b"], "creditLimit": "much", "since": "31-01-2026", "newsletter": 1 }""");
        var read = await session.GetAsync(ActorType.Customer, new FieldSet(["name", "creditLimit", "since", "newsletter", "city", "number"]), ["C1001"], None);
        read.Found.ShouldHaveSingleItem().Values
            .ShouldBe([FieldValue.NotRead, FieldValue.NotRead, FieldValue.NotRead, FieldValue.NotRead, FieldValue.Blank, FieldValue.Of("C1001")]);
    }

    [Fact]
    public async Task A_number_is_canonical_however_it_stands_in_the_file() =>
        (await session.GetAsync(ActorType.Customer, new FieldSet(["creditLimit"]), ["C1001"], None)).Found[0].Values.ShouldBe([FieldValue.Of("12.5")]);

    [Theory]
    [InlineData("{ \"name\": ")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"name\": \"a\", \"name\": \"b\" }")]
    public async Task A_file_that_is_no_record_at_this_moment_is_unknown_not_gone_and_is_not_written(string json)
    {
        await erp.WriteAsync("C1001", json);
        var read = await session.GetAsync(ActorType.Customer, Name, ["C1001", "C1002"], None);
        read.Found.ShouldHaveSingleItem().Key.ShouldBe("C1002");
        read.Gone.ShouldBeEmpty();
        (await UpdateAsync("C1001", "ours")).ShouldBeOfType<SaveOutcome.Rejected>();
        (await File.ReadAllTextAsync(erp.PathOf("C1001"))).ShouldBe(json);
    }

    [Fact]
    public async Task A_folder_that_is_away_is_unreachable_and_not_empty()
    {
        Directory.Move(Path.Combine(erp.Root, "customers"), Path.Combine(erp.Root, "away"));
        await IsUnreachableAsync(() => session.GetAsync(ActorType.Customer, Name, erp.Keys, None));
        await IsUnreachableAsync(() => session.SearchAsync(ActorType.Customer, Name, new SearchRequest(null, null, [], null, 10), None));
        await IsUnreachableAsync(() => UpdateAsync("C1001", "ours"));
    }

    [Theory]
    [InlineData("../client")]
    [InlineData("c1001")]
    [InlineData("C1001.json")]
    [InlineData("")]
    public async Task A_key_is_a_file_s_name_to_the_letter_and_leads_nowhere_else(string key)
    {
        (await session.GetAsync(ActorType.Customer, Name, [key], None)).Found.ShouldBeEmpty();
        (await UpdateAsync(key, "ours")).ShouldBeOfType<SaveOutcome.Missing>();
    }

    [Fact]
    public async Task What_a_file_has_beside_the_fields_stays_in_it()
    {
        (await UpdateAsync("C1001", "Ny")).ShouldBeOfType<SaveOutcome.Saved>().Exact.ShouldBeTrue();
        (await File.ReadAllTextAsync(erp.PathOf("C1001"))).ShouldContain("unknown");
        Directory.EnumerateFiles(erp.Root, "*.new", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_that_only_reads_says_so_and_refuses_writes()
    {
        await using var reader = await erp.Connector.OpenAsync(erp.With((FolderConnector.FolderSetting, "client"), (FolderConnector.ReadOnlySetting, "1")), None);
        (await reader.DescribeAsync(None)).ActorTypes.ShouldAllBe(type => (type.Can & (Abilities.Update | Abilities.Create)) == Abilities.None);
        var failure = await Should.ThrowAsync<ConnectorException>(() => ((IErpWriter)reader).CreateAsync(ActorType.Customer, Name, [new NewActor("r", null, erp.NewRecord)], None));
        failure.Kind.ShouldBe(FailureKind.Misconfigured);
    }

    [Fact]
    public async Task A_new_record_lies_under_its_parent_and_cannot_be_made_without_a_name()
    {
        var writer = (IErpWriter)session;
        var parent = new ActorRef(ActorType.Customer, "C1003");
        var outcomes = await writer.CreateAsync(
            ActorType.Person, Name, [new NewActor("one", parent, [new("name", FieldValue.NotRead, FieldValue.Of("Ida"))]), new NewActor("two", parent, [])], None);
        outcomes[0].ShouldBeOfType<SaveOutcome.Saved>().Record.ShouldSatisfyAllConditions(record => record.Key.ShouldBe("P1005"), record => record.Parent.ShouldBe(parent));
        outcomes[1].ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Field.ShouldBe("name");
    }

    [Fact]
    public async Task Changes_come_in_pages_each_of_which_can_be_resumed()
    {
        foreach (var number in Enumerable.Range(2000, 250))
        {
            await erp.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"C{number}"), """{ "name": "Many" }""");
        }

        var all = await PagesAsync(null);
        all.Count.ShouldBe(3);
        all.SelectMany(page => page.Changed).Select(record => record.Key).ShouldBeUnique();
        foreach (var (page, index) in all.Select((page, index) => (page, index)))
        {
            var before = all.Take(index + 1).SelectMany(one => one.Changed).Select(record => record.Key);
            before.Union((await PagesAsync(page.Next)).SelectMany(one => one.Changed).Select(record => record.Key)).Count().ShouldBe(262);
        }
    }

    [Fact]
    public async Task A_file_that_took_its_place_a_little_later_than_its_time_says_is_not_skipped()
    {
        var cursor = (await PagesAsync(null))[^1].Next;
        await erp.WriteAsync("C1999", """{ "name": "Late" }""");
        File.SetLastWriteTimeUtc(erp.PathOf("C1999"), new DateTime(long.Parse(cursor, CultureInfo.InvariantCulture), DateTimeKind.Utc).AddSeconds(-9));
        (await PagesAsync(cursor)).SelectMany(page => page.Changed).Select(record => record.Key).ShouldContain("C1999");
    }

    private async Task<List<ChangePage>> PagesAsync(string? cursor)
    {
        var pages = new List<ChangePage>();
        await foreach (var page in ((IErpChanges)session).ReadChangesAsync(ActorType.Customer, Name, cursor, None))
        {
            pages.Add(page);
        }

        return pages;
    }

    private async Task<SaveOutcome> UpdateAsync(string key, string name) =>
        (await ((IErpWriter)session).UpdateAsync(ActorType.Customer, Name, [new ActorUpdate(key, null, [new("name", FieldValue.NotRead, FieldValue.Of(name))])], None)).ShouldHaveSingleItem();

    private static async Task IsUnreachableAsync(Func<Task> call) => (await Should.ThrowAsync<ConnectorException>(call)).Kind.ShouldBe(FailureKind.Unreachable);
}
