using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Health;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Storage.Tests.Stores;

public sealed class FigureStoreTests : IDisposable
{
    private static readonly Guid First = new("11111111-1111-1111-1111-111111111111");
    private static readonly Guid Second = new("22222222-2222-2222-2222-222222222222");
    private readonly OwnTestDatabase database = OwnTestDatabase.Make(TestTemplate.Empty);
    private readonly ManualTime time = new() { Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero) };
    private readonly DateOnly today = new(2026, 1, 31);

    public FigureStoreTests()
    {
        using var context = database.CreateDbContext();
        context.Connections.AddRange(
            new ConnectionRow { Id = First, Name = "A", Active = true, RowVersion = 1 }, new ConnectionRow { Id = Second, Name = "B", Active = true, RowVersion = 1 });
        context.SaveChanges();
    }

    private FigureStore Store => new(database, time);

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task A_day_counts_what_was_written_that_day_by_connection_and_side()
    {
        await AddAsync(
            Change(First, Side.Erp), Change(First, Side.Erp), Change(First, Side.Crm), Change(Second, Side.Crm), Change(First, Side.Crm, at: time.Now.AddDays(-1)),
            Change(First, Side.Erp, state: ChangeState.Rejected), Change(First, Side.Erp, cause: ChangeCauses.KeptBoth));

        await Store.UpdateAsync(default);

        (await Store.ListAsync([First], today, default)).ShouldBe([new DailyFigure(today, 2, 1, 0, 0)]);
        (await Store.ListAsync([First, Second], today, default)).ShouldBe([new DailyFigure(today, 2, 2, 0, 0)]);
    }

    [Fact]
    public async Task Later_figures_of_a_day_replace_earlier_ones()
    {
        await AddAsync(Change(First, Side.Erp), new ConflictRow { LinkId = 1, FieldPair = "a|a", ConnectionId = First });
        await Store.UpdateAsync(default);
        await AddAsync(Change(First, Side.Erp));
        await using (var context = database.CreateDbContext())
        {
            await context.Conflicts.ExecuteDeleteAsync();
        }

        await AddAsync(new ProblemRow { Id = 4, ConnectionId = First, CauseKey = "a" }, new ProblemRecordRow { ProblemId = 4, LinkId = 1 }, new ProblemRecordRow { ProblemId = 4, LinkId = 2 });
        await Store.UpdateAsync(default);

        (await Store.ListAsync([First], today, default)).ShouldBe([new DailyFigure(today, 2, 0, 2, 0)]);
    }

    [Fact]
    public async Task What_was_written_just_before_midnight_is_added_to_its_day_and_leaves_its_open_ones()
    {
        await AddAsync(new ConflictRow { LinkId = 1, FieldPair = "a|a", ConnectionId = First });
        await Store.UpdateAsync(default);
        await AddAsync(Change(First, Side.Erp, at: new(2026, 1, 31, 23, 59, 59, TimeSpan.Zero)), Change(First, Side.Erp, at: new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero)));
        time.Now = new(2026, 2, 1, 0, 0, 30, TimeSpan.Zero);

        await Store.UpdateAsync(default);

        (await Store.ListAsync([First], today, default)).OrderBy(figure => figure.Day)
            .ShouldBe([new DailyFigure(today, 1, 0, 0, 1), new DailyFigure(today.AddDays(1), 1, 0, 0, 1)]);
    }

    private ChangeRow Change(Guid connection, Side side, DateTimeOffset? at = null, ChangeState state = ChangeState.Done, string cause = ChangeCauses.Chosen) => new()
    {
        ConnectionId = connection, EntityType = EntityType.Company, EntityId = 1, Side = side, Field = "name", State = state, Cause = cause, At = at ?? time.Now,
    };

    private async Task AddAsync(params object[] rows)
    {
        await using var context = database.CreateDbContext();
        context.AddRange(rows);
        await context.SaveChangesAsync();
    }
}
