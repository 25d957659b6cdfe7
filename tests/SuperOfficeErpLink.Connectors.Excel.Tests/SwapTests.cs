using SuperOfficeErpLink.Connectors.Excel.Writing;
using static SuperOfficeErpLink.Connectors.Excel.Tests.RawWorkbook;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>Files that are open, locked, replaced or left behind; sessions and processes that write at once.</summary>
public sealed class SwapTests : IAsyncLifetime
{
    private static readonly FieldSet Fields = new(["name"]);

    private readonly TestFiles files = new();
    private IErpSession session = null!;

    public async Task InitializeAsync()
    {
        Make();
        session = await files.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await session.DisposeAsync();
        files.Dispose();
    }

    [Theory]
    [InlineData("~$erp.xlsx")]
    [InlineData(".~lock.erp.xlsx#")]
    public async Task A_workbook_that_somebody_has_open_is_read_and_not_written(string owner)
    {
        await File.WriteAllTextAsync(files.PathOf(owner), "");
        var before = await File.ReadAllBytesAsync(files.Path);
        var failure = await Should.ThrowAsync<ConnectorException>(() => UpdateAsync(session, "1", "a", "b"));
        failure.Kind.ShouldBe(FailureKind.Unreachable);
        failure.UserText.English.ShouldContain("Close it in Excel");
        failure.UserText.English.ShouldContain(owner);
        (await File.ReadAllBytesAsync(files.Path)).ShouldBe(before);
        (await NameAsync("1")).ShouldBe("a");
        File.Delete(files.PathOf(owner));
        (await UpdateAsync(session, "1", "a", "b")).ShouldBeOfType<SaveOutcome.Saved>();
    }

    [Fact]
    public async Task What_a_killed_process_left_between_writing_and_swapping_is_cleared_away_and_the_old_file_stands()
    {
        await File.WriteAllTextAsync(files.PathOf(".erp.xlsx.0123456789abcdef.erplink-new"), "half a workbook");
        await File.WriteAllTextAsync(files.PathOf(".other.xlsx.0123456789abcdef.erplink-new"), "another's");
        await File.WriteAllTextAsync(files.PathOf(".erp.xlsx.erplink-lock"), "");
        (await NameAsync("1")).ShouldBe("a");
        (await UpdateAsync(session, "1", "a", "b")).ShouldBeOfType<SaveOutcome.Saved>();
        files.Leftovers.ShouldBe([".other.xlsx.0123456789abcdef.erplink-new"]);
    }

    [Fact]
    public async Task Sessions_that_write_at_once_lose_nothing()
    {
        await using var other = await files.OpenAsync();
        var writes = Enumerable.Range(0, 20).Select(number => UpdateAsync(number % 2 == 0 ? session : other, $"{number + 1}", "a", $"written {number}"));
        (await Task.WhenAll(writes)).ShouldAllBe(outcome => outcome is SaveOutcome.Saved);
        for (var number = 0; number < 20; number++)
        {
            (await NameAsync($"{number + 1}")).ShouldBe($"written {number}");
        }

        files.Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_sessions_that_read_the_same_do_not_both_win()
    {
        await using var other = await files.OpenAsync();
        var outcomes = await Task.WhenAll(UpdateAsync(session, "1", "a", "one"), UpdateAsync(other, "1", "a", "two"));
        outcomes.OfType<SaveOutcome.Saved>().ShouldHaveSingleItem();
        outcomes.OfType<SaveOutcome.Stale>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_edit_within_a_tick_of_the_file_s_clock_is_seen()
    {
        var written = File.GetLastWriteTimeUtc(files.Path);
        (await NameAsync("1")).ShouldBe("a");
        Make(name: "b");
        File.SetLastWriteTimeUtc(files.Path, written);
        (await NameAsync("1")).ShouldBe("b");
    }

    [Fact]
    public async Task What_somebody_saves_while_the_new_file_is_made_is_not_lost()
    {
        for (var round = 0; round < 20; round++)
        {
            var theirs = Task.Run(() => SdkWorkbook.Edit(files.Path, "Customer", "B3", $"theirs {round}"));
            var ours = await UpdateAsync(session, "1", null, $"ours {round}");
            await theirs;
            ours.ShouldBeOfType<SaveOutcome.Saved>();
            (await NameAsync("2")).ShouldBe($"theirs {round}");
        }
    }

    [Fact]
    public async Task A_swap_tells_what_it_replaced_and_can_put_it_back()
    {
        using var file = new WorkbookFile(TestFiles.Name, files.Path, TimeProvider.System);
        using (var swap = await SwapFile.TakeAsync(file, TimeProvider.System, default))
        {
            swap.Write(stream => stream.Write("ours"u8));
            await File.WriteAllTextAsync(files.Path, "saved a moment before");
            swap.Swap().ShouldBe("saved a moment before"u8.ToArray());
            (await File.ReadAllTextAsync(files.Path)).ShouldBe("ours");
            swap.Restore();
            (await File.ReadAllTextAsync(files.Path)).ShouldBe("saved a moment before");
        }

        files.Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_client_s_workbook_in_its_place_is_refused()
    {
        Make(client: "Berlin");
        await using var opened = await files.OpenAsync();
        (await opened.DescribeAsync(default)).Identity.ShouldBe("excel:erp.xlsx#Berlin");
        Make(client: "Paris");
        var failure = await Should.ThrowAsync<ConnectorException>(() => opened.GetAsync(ActorType.Customer, Fields, ["1"], default));
        (failure.Kind, failure.UserText.English.Contains("another ERP client", StringComparison.Ordinal)).ShouldBe((FailureKind.Misconfigured, true));
        (await Should.ThrowAsync<ConnectorException>(() => UpdateAsync(opened, "1", "a", "b"))).Kind.ShouldBe(FailureKind.Misconfigured);
        Make(client: "Berlin");
        (await opened.GetAsync(ActorType.Customer, Fields, ["1"], default)).Found.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_workbook_that_went_away_is_waited_for_and_never_taken_for_an_empty_one()
    {
        File.Move(files.Path, files.PathOf("moved.xlsx"));
        (await Should.ThrowAsync<ConnectorException>(() => session.GetAsync(ActorType.Customer, Fields, ["1"], default))).Kind.ShouldBe(FailureKind.Unreachable);
        File.Move(files.PathOf("moved.xlsx"), files.Path);
        (await NameAsync("1")).ShouldBe("a");
    }

    [Fact]
    public async Task A_batch_that_cannot_be_written_is_not_half_written()
    {
        await File.WriteAllTextAsync(files.PathOf("~$erp.xlsx"), "");
        var before = await File.ReadAllBytesAsync(files.Path);
        var updates = Enumerable.Range(1, 5).Select(number => new ActorUpdate($"{number}", null, [new FieldChange("name", FieldValue.NotRead, FieldValue.Of("x"))])).ToList();
        await Should.ThrowAsync<ConnectorException>(() => ((IErpWriter)session).UpdateAsync(ActorType.Customer, Fields, updates, default));
        (await File.ReadAllBytesAsync(files.Path)).ShouldBe(before);
        File.Delete(files.PathOf("~$erp.xlsx"));
        files.Leftovers.ShouldBeEmpty();
    }

    private void Make(string name = "a", string? client = null)
    {
        var workbook = new RawWorkbook().Sheet(
            "Customer", Header("key", "name") + string.Concat(Enumerable.Range(2, 20).Select(row => $"<row r=\"{row}\"><c r=\"A{row}\"><v>{row - 1}</v></c>{Text($"B{row}", name)}</row>")));
        (client is null ? workbook : workbook.Sheet("Client", $"{Header("id")}<row r=\"2\">{Text("A2", client)}</row>")).Save(files.PathOf("made.xlsx"));
        File.Move(files.PathOf("made.xlsx"), files.Path, overwrite: true);
    }

    private async Task<string?> NameAsync(string key) => (await session.GetAsync(ActorType.Customer, Fields, [key], default)).Found.ShouldHaveSingleItem().Values[0].Text;

    private static async Task<SaveOutcome> UpdateAsync(IErpSession on, string key, string? expected, string value) =>
        (await ((IErpWriter)on).UpdateAsync(
            ActorType.Customer, Fields,
            [new ActorUpdate(key, null, [new FieldChange("name", expected is null ? FieldValue.NotRead : FieldValue.Of(expected), FieldValue.Of(value))])], default)).ShouldHaveSingleItem();
}
