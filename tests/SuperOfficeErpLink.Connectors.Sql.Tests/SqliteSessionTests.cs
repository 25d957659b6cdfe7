namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>What holds for files.</summary>
public sealed class SqliteSessionTests : SqlSessionSpecification<DemoErp>
{
    [Fact]
    public async Task A_file_that_is_taken_away_is_unreachable_and_never_a_disappearance()
    {
        File.Move(Erp.File1, Erp.File1 + ".away");
        (await FailAsync(() => Session.GetAsync(ActorType.Customer, Fields, Erp.Keys, None))).Kind.ShouldBe(FailureKind.Unreachable);
        File.Move(Erp.File1 + ".away", Erp.File1);
        (await Session.GetAsync(ActorType.Customer, Fields, Erp.Keys, None)).Found.Count.ShouldBe(DemoErp.Customers);
    }

    [Fact]
    public async Task Another_client_under_the_same_name_is_refused_and_tells_its_own_identity()
    {
        var before = (await Session.DescribeAsync(None)).Identity;
        await Session.GetAsync(ActorType.Customer, Fields, Erp.Keys, None);
        File.Delete(Erp.File1);
        await Erp.SqlAsync(DemoErp.Ddl);
        (await FailAsync(() => Session.GetAsync(ActorType.Customer, Fields, Erp.Keys, None))).Kind.ShouldBe(FailureKind.Misconfigured);
        (await Session.DescribeAsync(None)).Identity.ShouldNotBe(before);
    }

    [Fact]
    public async Task A_moved_folder_is_the_same_client()
    {
        var before = (await Session.DescribeAsync(None)).Identity;
        before.ShouldNotContain(Erp.Folder);
        Directory.CreateDirectory(Path.Combine(Erp.Folder, "copy"));
        File.Copy(Erp.File1, Path.Combine(Erp.Folder, "copy", "demo-erp.db"));
        var moved = Erp.Context("demo-erp.db", DemoErp.Definition) with { Outbound = new MovedFiles(Path.Combine(Erp.Folder, "copy")) };
        await using var other = await Erp.Connector.OpenAsync(moved, None);
        (await other.DescribeAsync(None)).Identity.ShouldBe(before);
    }

    [Theory]
    [InlineData("no-such-file.db", FailureKind.Unreachable)]
    [InlineData("not-a-database.db", FailureKind.Misconfigured)]
    [InlineData("empty.db", FailureKind.Misconfigured)]
    [InlineData("folder", FailureKind.Unreachable)]
    public async Task A_file_that_is_no_ERP_is_refused_without_telling_its_folder(string file, FailureKind kind)
    {
        await File.WriteAllTextAsync(Path.Combine(Erp.Folder, "not-a-database.db"), new string('x', 5000));
        await File.WriteAllTextAsync(Path.Combine(Erp.Folder, "empty.db"), "");
        Directory.CreateDirectory(Path.Combine(Erp.Folder, "folder"));
        var failure = await FailAsync(() => Erp.Connector.OpenAsync(Erp.Context(file, DemoErp.Definition), None));
        failure.Kind.ShouldBe(kind);
        failure.UserText.English.ShouldNotContain(Erp.Folder);
        failure.UserText.ByLanguage!["da"].ShouldNotBeNullOrWhiteSpace();
        File.Exists(Path.Combine(Erp.Folder, "no-such-file.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_record_inserted_again_has_a_version_of_its_own()
    {
        var before = (await ReadAsync("C1001")).Version;
        await Erp.SqlAsync("REPLACE INTO customer (no, name) VALUES ('C1001', 'Again')");
        (await ReadAsync("C1001")).Version.ShouldNotBe(before);
    }

    [Theory]
    [InlineData("RAISE(ABORT, 'zip is wrong')", "zip")]
    [InlineData("RAISE(ROLLBACK, 'closed for stock-taking')", null)]
    [InlineData("RAISE(IGNORE)", null)]
    public async Task A_trigger_that_refuses_is_quoted_and_stops_no_other_record(string raise, string? field)
    {
        await Erp.SqlAsync($"CREATE TRIGGER refuse BEFORE UPDATE ON customer WHEN NEW.no = 'C1001' BEGIN SELECT {raise}; END");
        var changes = new[] { new FieldChange("street", FieldValue.NotRead, FieldValue.Of("x")) };
        var outcomes = await Writer.UpdateAsync(
            ActorType.Customer, Fields, [new("C1001", null, changes), new("C1003", null, changes)], None);
        outcomes[0].ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Field.ShouldBe(field);
        outcomes[1].ShouldBeOfType<SaveOutcome.Saved>();
    }

    private sealed class MovedFiles(string folder) : IOutbound
    {
        public HttpMessageHandler CreateHandler() => throw new NotSupportedException("This connector uses files only.");

        public Task<System.Net.IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) =>
            throw new NotSupportedException("This connector uses files only.");

        public string ResolveFile(string name) => Path.Combine(folder, name);
    }
}
