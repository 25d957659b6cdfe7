namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class ChangesSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    [Fact]
    public async Task Without_a_cursor_everything_comes() =>
        (await ReadAllAsync(null)).Keys.ShouldBe(Erp.Keys, ignoreOrder: true);

    [Fact]
    public async Task A_change_after_the_cursor_comes()
    {
        var (_, cursor) = await ReadAllAsync(null);
        await Erp.EditOutsideAsync(Erp.Keys[3], Erp.TextField, "changed");
        (await ReadAllAsync(cursor)).Keys.ShouldContain(Erp.Keys[3]);
    }

    [Fact]
    public async Task Every_page_names_a_place_to_resume_from_that_skips_nothing()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var cursors = new List<string>();
        await foreach (var page in Changes.ReadChangesAsync(Erp.Type, Fields, null, None))
        {
            cursors.Add(page.Next);
            seen.UnionWith(page.Changed.Select(record => record.Key));
        }

        var resumed = await ReadAllAsync(cursors[0]);
        seen.Union(resumed.Keys).ShouldBe(Erp.Keys, ignoreOrder: true);
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_resumed_has_expired()
    {
        var failure = await Should.ThrowAsync<ConnectorException>(() => ReadAllAsync("not a cursor"));
        failure.Kind.ShouldBe(FailureKind.CursorExpired);
    }

    private IErpChanges Changes => (IErpChanges)Session;

    private async Task<(HashSet<string> Keys, string? Cursor)> ReadAllAsync(string? cursor)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var isLast = false;
        await foreach (var page in Changes.ReadChangesAsync(Erp.Type, Fields, cursor, None))
        {
            isLast.ShouldBeFalse("nothing follows the last page");
            keys.UnionWith(page.Changed.Select(record => record.Key));
            cursor = page.Next;
            isLast = page.IsLast;
        }

        isLast.ShouldBeTrue();
        return (keys, cursor);
    }
}
