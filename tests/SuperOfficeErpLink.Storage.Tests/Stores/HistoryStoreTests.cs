using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Sqlite;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Storage.Tests.Stores;

/// <summary>The history in pages: every change once, whatever is asked for, and by an index that leads to it.</summary>
public sealed class HistoryStoreTests : IDisposable
{
    private static readonly Guid Connection = new("11111111-1111-1111-1111-111111111111");
    private static readonly Guid Other = new("22222222-2222-2222-2222-222222222222");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly OwnTestDatabase database = OwnTestDatabase.Make(TestTemplate.Empty);

    public static TheoryData<string, string> Ways => new()
    {
        { "all", "IX_Changes_At" },
        { "connection", "IX_Changes_ConnectionId_At" },
        { "one connection may be seen", "IX_Changes_ConnectionId_At" },
        { "two connections may be seen", "IX_Changes_At" },
        { "record", "IX_Changes_EntityType_EntityId_Id" },
        { "field of a record on a connection", "IX_Changes_EntityType_EntityId_Id" },
        { "run", "IX_Changes_RunId_Id" },
        { "run, state", "IX_Changes_RunId_Id" },
        { "person", "IX_Changes_Person" },
        { "person, connection, days", "IX_Changes_Person" },
        { "the product itself", "IX_Changes_At" },
        { "days", "IX_Changes_At" },
        { "connection, days, field, side, cause, state", "IX_Changes_ConnectionId_At" },
    };

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task Pages_hold_every_change_once_the_newest_first_also_where_many_are_of_one_moment()
    {
        Add(Enumerable.Range(1, 25).Select(number => Row(number, at: Start.AddMinutes(number / 10))));

        var ids = await ReadAsync(HistoryFilter.All, atMost: 7);

        ids.ShouldBe(Enumerable.Range(1, 25).Reverse().Select(number => (long)number));
    }

    [Fact]
    public async Task What_is_only_planned_or_was_given_up_is_not_what_happened_and_is_found_when_asked_for()
    {
        Add([
            Row(1), Row(2, change => change.State = ChangeState.Planned), Row(3, change => change.State = ChangeState.Dropped),
            Row(4, change => (change.State, change.Cause) = (ChangeState.Dropped, LeftAlone.Changed)), Row(5, change => change.State = ChangeState.Rejected),
        ]);

        (await ReadAsync(HistoryFilter.All)).ShouldBe([5, 4, 1]);
        (await ReadAsync(HistoryFilter.All with { State = ChangeState.Dropped })).ShouldBe([4, 3]);
        (await ReadAsync(HistoryFilter.All with { State = ChangeState.Planned })).ShouldBe([2]);
    }

    [Fact]
    public async Task Each_filter_lets_through_what_it_names_and_nothing_else()
    {
        var rows = Enumerable.Range(1, 200).Select(number => Row(number, change =>
        {
            (change.ConnectionId, change.EntityType, change.EntityId) = (number % 3 == 0 ? Other : Connection, number % 5 == 0 ? EntityType.Person : EntityType.Company, number % 7);
            (change.CrmField, change.ErpField, change.Side) = (number % 2 == 0 ? "phone" : "name", number % 4 == 0 ? "tel" : "phone", number % 2 == 0 ? Side.Crm : Side.Erp);
            (change.Cause, change.State) = (number % 11 == 0 ? ChangeCauses.Undone : ChangeCauses.OtherSideChanged, number % 13 == 0 ? ChangeState.Rejected : ChangeState.Done);
            (change.UserId, change.RunId) = (number % 17 == 0 ? "ane" : UserContext.SystemId, number % 19 == 0 ? 4 : null);
        })).ToList();
        Add(rows);
        var (from, until) = (Start.AddMinutes(50), Start.AddMinutes(150));
        (HistoryFilter Filter, Func<ChangeRow, bool> Fits)[] all =
        [
            (new HistoryFilter { ConnectionId = Other }, row => row.ConnectionId == Other),
            (new HistoryFilter { Entity = new EntityRef(EntityType.Company, 3) }, row => row.EntityType == EntityType.Company && row.EntityId == 3),
            (new HistoryFilter { Type = EntityType.Person }, row => row.EntityType == EntityType.Person),
            (new HistoryFilter { CrmField = "phone" }, row => row.CrmField == "phone"),
            (new HistoryFilter { CrmField = "phone", ErpField = "tel" }, row => row.CrmField == "phone" && row.ErpField == "tel"),
            (new HistoryFilter { Side = Side.Erp }, row => row.Side == Side.Erp),
            (new HistoryFilter { Cause = ChangeCauses.Undone }, row => row.Cause == ChangeCauses.Undone),
            (new HistoryFilter { State = ChangeState.Rejected }, row => row.State == ChangeState.Rejected),
            (new HistoryFilter { UserId = "ane" }, row => row.UserId == "ane"),
            (new HistoryFilter { UserId = UserContext.SystemId }, row => row.UserId == UserContext.SystemId),
            (new HistoryFilter { RunId = 4 }, row => row.RunId == 4),
            (new HistoryFilter { From = from, Until = until }, row => row.At >= from && row.At < until),
            (new HistoryFilter { Entity = new EntityRef(EntityType.Company, 3), From = from, Until = until, ConnectionId = Connection, RunId = null, UserId = UserContext.SystemId },
                row => row.EntityType == EntityType.Company && row.EntityId == 3 && row.At >= from && row.At < until && row.ConnectionId == Connection && row.UserId == UserContext.SystemId),
            (new HistoryFilter { RunId = 4, From = from, ConnectionId = Connection }, row => row.RunId == 4 && row.At >= from && row.ConnectionId == Connection),
        ];
        foreach (var (filter, fits) in all)
        {
            var expected = rows.Where(fits).Select(row => row.Id).OrderDescending().ToList();
            expected.ShouldNotBeEmpty();
            (await ReadAsync(filter, atMost: 9)).ShouldBe(expected, filter.ToString());
        }

        (await ReadAsync(HistoryFilter.All, connections: [Other])).ShouldBe(rows.Where(row => row.ConnectionId == Other).Select(row => row.Id).OrderDescending());
        (await ReadAsync(new HistoryFilter { ConnectionId = Other }, connections: [Connection])).ShouldBeEmpty();
        (await ReadAsync(HistoryFilter.All, connections: [])).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_lies_far_back_is_found_by_looking_on_and_no_page_looks_at_everything()
    {
        await FillAsync(45_000);
        await using (var context = database.CreateDbContext())
        {
            await context.Changes.Where(row => row.Id == 100 || row.Id == 44_900).ExecuteUpdateAsync(set => set.SetProperty(row => row.Cause, ChangeCauses.Undone));
        }

        var store = new HistoryStore(database);
        var filter = HistoryFilter.All with { Cause = ChangeCauses.Undone };
        var first = await store.ListAsync(filter, null, null, 50, default);

        first.LooksOn.ShouldBeTrue();
        first.Lines.Select(line => line.Change.Id).ShouldBe([44_900]);
        var second = await store.ListAsync(filter, null, first.Next, 50, default);
        (second.Lines.Count, second.LooksOn).ShouldBe((0, true));
        var third = await store.ListAsync(filter, null, second.Next, 50, default);
        third.Lines.Select(line => line.Change.Id).ShouldBe([100]);
        (third.LooksOn, third.Next).ShouldBe((false, null));
    }

    [Fact]
    public async Task A_line_names_who_it_was_done_for_and_says_whether_its_link_stands_and_its_values_are_known()
    {
        using (var context = database.CreateDbContext())
        {
            context.Users.Add(new ApplicationUser { Id = "ane", UserName = "ane", DisplayName = "Ane Ager" });
            context.Runs.Add(new RunRow { Id = 7, ConnectionId = Connection, Kind = RunKind.Undo, State = RunState.Completed, UserId = "gone", UserName = "Bo Bro" });
            context.Links.Add(new LinkRow { Id = 5, ConnectionId = Connection, EntityType = EntityType.Company, EntityId = 1, KeySpace = "customer", ErpKey = "C1", State = LinkState.Active });
            context.SaveChanges();
        }

        Add([
            Row(1, change => (change.UserId, change.LinkId) = ("ane", 5)), Row(2, change => (change.UserId, change.RunId, change.LinkId) = ("gone", 7, 6)),
            Row(3, change => (change.Old, change.Sent, change.LinkId) = (null, null, 5)), Row(4, change => (change.Cause, change.LinkId) = (ChangeCauses.KeptBoth, 5)),
        ]);

        var lines = (await new HistoryStore(database).ListAsync(HistoryFilter.All, null, null, 50, default)).Lines.OrderBy(line => line.Change.Id).ToList();

        lines.Select(line => (line.By, line.Run, line.LinkStands, line.Change.IsErased, line.CanBeUndone)).ShouldBe(
        [
            ("Ane Ager", null, true, false, true), ("Bo Bro", RunKind.Undo, false, false, false), ("ERP Link", null, true, true, false), ("ERP Link", null, true, false, false),
        ]);
    }

    [SqliteTheory]
    [MemberData(nameof(Ways))]
    public async Task Every_filter_is_answered_by_an_index_in_its_order(string asked, string index)
    {
        await FillAsync(3000);
        var recorder = new Recorder(database.File);
        var store = new HistoryStore(recorder);
        var (filter, connections) = Asked(asked);
        foreach (var after in new[] { null, new HistoryPlace(Start.AddMinutes(2000), 2000) })
        {
            await store.ListAsync(filter, connections, after, 50, default);
        }

        var plans = recorder.Plans();
        plans.ShouldNotBeEmpty();
        foreach (var (sql, plan) in plans)
        {
            var lines = plan.Where(line => line.Contains("USING INDEX", StringComparison.Ordinal) || line.Contains("USING COVERING INDEX", StringComparison.Ordinal)).ToList();
            lines.ShouldAllBe(line => line.Contains($" {index}", StringComparison.Ordinal), $"{string.Join('\n', plan)}\n{sql}");
            lines.ShouldNotBeEmpty($"{string.Join('\n', plan)}\n{sql}");

            // What is found may be put in order once more; what is looked at may not.
            plan.Count(line => line.Contains("TEMP B-TREE", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(1, string.Join('\n', plan));
        }
    }

    private static (HistoryFilter Filter, IReadOnlyCollection<Guid>? Connections) Asked(string asked)
    {
        var (from, until) = (Start.AddMinutes(100), Start.AddMinutes(2900));
        var company = new EntityRef(EntityType.Company, 3);
        return asked switch
        {
            "all" => (HistoryFilter.All, null),
            "connection" => (new HistoryFilter { ConnectionId = Connection }, null),
            "one connection may be seen" => (HistoryFilter.All, [Connection]),
            "two connections may be seen" => (HistoryFilter.All, [Connection, Other]),
            "record" => (new HistoryFilter { Entity = company }, [Connection, Other]),
            "field of a record on a connection" => (new HistoryFilter { Entity = company, ConnectionId = Connection, CrmField = "phone", ErpField = "phone" }, [Connection]),
            "run" => (new HistoryFilter { RunId = 4 }, [Connection]),
            "run, state" => (new HistoryFilter { RunId = 4, State = ChangeState.Rejected, ConnectionId = Connection }, null),
            "person" => (new HistoryFilter { UserId = "ane" }, null),
            "person, connection, days" => (new HistoryFilter { UserId = "ane", ConnectionId = Connection, From = from, Until = until }, [Connection]),
            "the product itself" => (new HistoryFilter { UserId = UserContext.SystemId }, null),
            "days" => (new HistoryFilter { From = from, Until = until }, null),
            _ => (new HistoryFilter
            {
                ConnectionId = Connection, From = from, Until = until, Type = EntityType.Company, CrmField = "phone", Side = Side.Crm, Cause = ChangeCauses.Undone, State = ChangeState.Done,
            }, [Connection]),
        };
    }

    private static ChangeRow Row(long id, Action<ChangeRow>? change = null, DateTimeOffset? at = null)
    {
        var row = new ChangeRow
        {
            Id = id, ConnectionId = Connection, EntityType = EntityType.Company, EntityId = 1, Side = Side.Crm, Field = "phone", CrmField = "phone", ErpField = "phone", Old = "1", Sent = "2",
            Source = "2", State = ChangeState.Done, Cause = ChangeCauses.OtherSideChanged, UserId = UserContext.SystemId, MappingVersion = 1, At = at ?? Start.AddMinutes(id),
        };
        change?.Invoke(row);
        return row;
    }

    private async Task<List<long>> ReadAsync(HistoryFilter filter, int atMost = 50, IReadOnlyCollection<Guid>? connections = null)
    {
        var (store, ids, place) = (new HistoryStore(database), new List<long>(), (HistoryPlace?)null);
        do
        {
            var page = await store.ListAsync(filter, connections, place, atMost, default);
            page.Lines.Count.ShouldBeLessThanOrEqualTo(atMost);
            ids.AddRange(page.Lines.Select(line => line.Change.Id));
            place = HistoryPlace.Parse(page.Next?.ToString());
        }
        while (place is not null);
        return ids;
    }

    private void Add(IEnumerable<ChangeRow> rows)
    {
        using var context = database.CreateDbContext();
        context.Changes.AddRange(rows);
        context.SaveChanges();
    }

    private async Task FillAsync(int count)
    {
        using var context = database.CreateDbContext();
        var table = new BulkTable(
            "Changes",
            [
                "Id", "ConnectionId", "EntityType", "EntityId", "Side", "Field", "CrmField", "ErpField", "Old", "Sent", "Source", "State", "Cause", "RunId", "UserId", "MappingVersion",
                "At", "ShownUntilDismissed",
            ]);
        await using var transaction = await context.Database.BeginTransactionAsync();
        await database.Own.InsertAsync(context, table, Enumerable.Range(1, count).Select(id => Row(id)), default);
        await transaction.CommitAsync();

        static object?[] Row(int id) =>
        [
            (long)id, Connection, 1, id % 50L, 1, "phone", "phone", "phone", "1", "2", "2", 3, "other-side-changed", id % 10L, id % 20 == 0 ? "ane" : "system", 1,
            Start.ToUnixTimeMilliseconds() + (id * 60000L), false,
        ];
    }

    /// <summary>Keeps every statement about changes with the way the database goes about it.</summary>
    private sealed class Recorder : DbCommandInterceptor, IDbContextFactory<ErpLinkDbContext>
    {
        private readonly ConcurrentQueue<(string Sql, IReadOnlyList<string> Plan)> plans = new();
        private readonly DbContextOptions<ErpLinkDbContext> options;

        public Recorder(string file)
        {
            var builder = new DbContextOptionsBuilder<ErpLinkDbContext>();
            builder.UseErpLinkSqlite(file).AddInterceptors(this);
            options = (DbContextOptions<ErpLinkDbContext>)builder.Options;
        }

        public IReadOnlyList<(string Sql, IReadOnlyList<string> Plan)> Plans() => [.. plans];

        public ErpLinkDbContext CreateDbContext() => new(options);

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("\"Changes\"", StringComparison.Ordinal))
            {
                plans.Enqueue((command.CommandText, Explain(command)));
            }

            return ValueTask.FromResult(result);
        }

        private static List<string> Explain(DbCommand command)
        {
            using var explain = command.Connection!.CreateCommand();
            explain.CommandText = $"EXPLAIN QUERY PLAN {command.CommandText}";
            foreach (SqliteParameter parameter in command.Parameters)
            {
                explain.Parameters.Add(new SqliteParameter(parameter.ParameterName, parameter.Value));
            }

            using var reader = explain.ExecuteReader();
            var plan = new List<string>();
            while (reader.Read())
            {
                plan.Add(reader.GetString(3));
            }

            return plan;
        }
    }
}
