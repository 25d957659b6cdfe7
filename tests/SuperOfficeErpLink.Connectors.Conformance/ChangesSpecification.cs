namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class ChangesSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    [Promise]
    public async Task Without_a_cursor_everything_comes() =>
        (await ReadAllAsync(null)).Keys.ShouldBe(Erp.Keys, ignoreOrder: true);

    [Promise]
    public async Task A_change_after_the_cursor_comes()
    {
        var (_, cursor) = await ReadAllAsync(null);
        await Erp.EditOutsideAsync(Erp.Keys[3], Erp.TextField, "changed");
        (await ReadAllAsync(cursor)).Keys.ShouldContain(Erp.Keys[3]);
    }

    [Promise]
    public async Task Every_page_names_a_place_to_resume_from_that_skips_nothing()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pages = new List<(string Next, IReadOnlyList<string> Seen)>();
        await foreach (var page in Changes.ReadChangesAsync(Erp.Type, Fields, null, None))
        {
            seen.UnionWith(page.Changed.Select(record => record.Key));
            pages.Add((page.Next, [.. seen]));
        }

        foreach (var (next, before) in pages)
        {
            before.Union((await ReadAllAsync(next)).Keys).ShouldBe(Erp.Keys, ignoreOrder: true);
        }
    }

    [Promise]
    public async Task A_change_comes_with_its_values_and_version_as_a_read_gives_them()
    {
        var (_, cursor) = await ReadAllAsync(null);
        await Erp.EditOutsideAsync(Erp.Keys[3], Erp.TextField, "changed");
        var come = new List<ErpRecord>();
        await foreach (var page in Changes.ReadChangesAsync(Erp.Type, Fields, cursor, None))
        {
            come.AddRange(page.Changed.Where(record => record.Key == Erp.Keys[3]));
        }

        var read = await ReadAsync(Erp.Keys[3]);
        come[^1].Values.ShouldBe([FieldValue.Of("changed")]);
        come[^1].Version.ShouldBe(read.Version);
    }

    [Promise]
    public async Task A_record_that_changes_while_the_feed_is_read_is_not_lost()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        await foreach (var page in Changes.ReadChangesAsync(Erp.Type, Fields, null, None))
        {
            if (cursor is null)
            {
                await Erp.EditOutsideAsync(page.Changed[0].Key, Erp.TextField, "meanwhile");
                keys.Add(page.Changed[0].Key);
            }

            cursor = page.Next;
        }

        keys.Except((await ReadAllAsync(cursor)).Keys).ShouldBeEmpty();
    }

    /// <summary>The place of a feed by times may move on once, when the second it ended in is over.</summary>
    [Promise]
    public async Task The_last_cursor_is_a_fixed_point()
    {
        var (_, cursor) = await ReadAllAsync(null);
        var (changed, next) = await ReadAllAsync(cursor);
        for (var reading = 0; next != cursor && reading < 3; reading++)
        {
            cursor = next;
            (changed, next) = await ReadAllAsync(cursor);
        }

        next.ShouldBe(cursor);
        var (again, _) = await ReadAllAsync(cursor);
        again.ShouldBe(changed, ignoreOrder: true);
    }

    [Promise]
    public async Task A_deleted_record_comes_as_gone_where_deletions_are_reported()
    {
        var can = (await Session.DescribeAsync(None)).Find(Erp.Type)!.Can;
        can.HasFlag(Abilities.Changes).ShouldBeTrue();
        var (_, cursor) = await ReadAllAsync(null);
        await Erp.DeleteOutsideAsync(Erp.Keys[3]);
        var gone = new List<Gone>();
        await foreach (var page in Changes.ReadChangesAsync(Erp.Type, Fields, cursor, None))
        {
            gone.AddRange(page.Gone);
            page.Changed.ShouldNotContain(record => record.Key == Erp.Keys[3]);
        }

        gone.Exists(one => one.Key == Erp.Keys[3]).ShouldBe(can.HasFlag(Abilities.ReportsDeletions));
    }

    [Promise]
    public async Task A_cursor_that_cannot_be_resumed_has_expired()
    {
        var failure = await Should.ThrowAsync<ConnectorException>(() => ReadAllAsync("not a cursor"));
        failure.Kind.ShouldBe(FailureKind.CursorExpired);
    }

    [Promise]
    public async Task A_feed_that_is_cancelled_stops()
    {
        using var cancellation = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await cancellation.CancelAsync();
            await foreach (var _ in Changes.ReadChangesAsync(Erp.Type, Fields, null, cancellation.Token))
            {
            }
        });
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
