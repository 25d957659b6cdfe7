namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>What comes of a workbook that keeps no times: differences as long as the sheet before is remembered, else everything.</summary>
public sealed class ChangeFeedTests : IAsyncLifetime
{
    private readonly DemoErp erp = new();
    private IErpSession session = null!;

    public async Task InitializeAsync()
    {
        await erp.StartAsync();
        session = await erp.Files.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await session.DisposeAsync();
        await erp.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_comes_where_nothing_changed_and_the_cursor_stays()
    {
        var (_, _, cursor) = await FollowAsync(session, null);
        await using var other = await erp.Files.OpenAsync();
        foreach (var one in new[] { session, other })
        {
            var (changed, gone, next) = await FollowAsync(one, cursor);
            (changed.Count, gone.Count, next).ShouldBe((0, 0, cursor));
        }
    }

    [Fact]
    public async Task Only_what_differs_comes_to_a_session_that_knows_the_sheet_before()
    {
        var (_, _, cursor) = await FollowAsync(session, null);
        await erp.EditOutsideAsync("C1004", "street", "new");
        await erp.EditOutsideAsync("C1007", "name", "new");
        await erp.DeleteOutsideAsync("C1009");
        var (changed, gone, next) = await FollowAsync(session, cursor);
        changed.ShouldBe(["C1004", "C1007"], ignoreOrder: true);
        gone.ShouldBeEmpty("a session that does not know the sheet before could not tell");
        (await FollowAsync(session, next)).Changed.ShouldBeEmpty();
        (await FollowAsync(session, cursor)).Changed.ShouldBe(["C1004", "C1007"], ignoreOrder: true, "a cursor may be used again");
    }

    [Fact]
    public async Task Everything_comes_to_a_session_that_does_not()
    {
        var (_, _, cursor) = await FollowAsync(session, null);
        await erp.EditOutsideAsync("C1004", "street", "new");
        await using var other = await erp.Files.OpenAsync();
        (await FollowAsync(other, cursor)).Changed.ShouldBe(erp.Keys, ignoreOrder: true);
    }

    [Fact]
    public async Task A_change_on_another_sheet_is_none_on_this_one()
    {
        var (_, _, cursor) = await FollowAsync(session, null);
        SdkWorkbook.Edit(erp.Files.Path, "Person", "B2", "Åge");
        await using var other = await erp.Files.OpenAsync();
        (await FollowAsync(other, cursor)).Changed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_place_between_two_pages_is_resumed_within_the_same_sheet_and_begins_again_in_another()
    {
        SdkWorkbook.Make(erp.Files.Path, ("Customer", [["key", "street"], .. Enumerable.Range(1, 1200).Select(number => new object?[] { number, "x" })]));
        var pages = new List<ChangePage>();
        await foreach (var page in ((IErpChanges)session).ReadChangesAsync(ActorType.Customer, new FieldSet(["street"]), null, default))
        {
            pages.Add(page);
        }

        pages.Select(page => page.Changed.Count).ShouldBe([500, 500, 200]);
        await using var other = await erp.Files.OpenAsync();
        (await FollowAsync(other, pages[0].Next)).Changed.Count.ShouldBe(700);
        SdkWorkbook.Edit(erp.Files.Path, "Customer", "B2", "changed");
        (await FollowAsync(other, pages[0].Next)).Changed.Count.ShouldBe(1200);
        (await FollowAsync(session, pages[^1].Next)).Changed.ShouldBe(["1"]);
    }

    [Fact]
    public async Task Our_own_write_comes_alone()
    {
        var (_, _, cursor) = await FollowAsync(session, null);
        await ((IErpWriter)session).UpdateAsync(
            ActorType.Customer, new FieldSet([]), [new ActorUpdate("C1003", null, [new FieldChange("street", FieldValue.Blank, FieldValue.Of("ours"))])], default);
        (await FollowAsync(session, cursor)).Changed.ShouldBe(["C1003"]);
    }

    private static async Task<(List<string> Changed, List<string> Gone, string Cursor)> FollowAsync(IErpSession on, string? cursor)
    {
        var (changed, gone) = (new List<string>(), new List<string>());
        await foreach (var page in ((IErpChanges)on).ReadChangesAsync(ActorType.Customer, new FieldSet(["street"]), cursor, default))
        {
            changed.AddRange(page.Changed.Select(record => record.Key));
            gone.AddRange(page.Gone.Select(one => one.Key));
            cursor = page.Next;
        }

        return (changed, gone, cursor!);
    }
}
