using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Jobs;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Jobs;

/// <summary>What every engine does, by what is asked of it.</summary>
public sealed class SchedulerTests
{
    [Fact]
    public async Task An_engine_that_fails_begins_again_and_ends_with_the_host()
    {
        var engine = new StumblingEngine([new OwnTrouble(), new BrokenDatabase()]);
        var app = new TestApp([("ErpLink:Demo:Enabled", "false")], services => services.AddSingleton<IJobEngine>(engine));
        await app.InitializeAsync();
        (engine.Begun, engine.Ended).ShouldBe((3, 0));

        await ((IAsyncLifetime)app).DisposeAsync();
        engine.Begun.ShouldBe(3);
        engine.Ended.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Work_that_recurs_has_a_name_for_ever_and_Quartz_wakes_it()
    {
        var app = new TestApp([("ErpLink:Demo:Enabled", "false"), ("ErpLink:Sync:ChangesEverySeconds", "20")]);
        await app.InitializeAsync();
        try
        {
            var works = app.Services.GetServices<IRecurringWork>().ToDictionary(work => work.Name, work => work.Times);
            works.ShouldBe(new Dictionary<string, WorkTimes>
            {
                ["sweeps"] = new WorkTimes.Every(TimeSpan.FromSeconds(20)),
                ["retention"] = new WorkTimes.Nightly(new TimeOnly(3, 30)),
            }, ignoreOrder: true);

            var scheduler = await app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
            foreach (var name in works.Keys)
            {
                (await scheduler.GetTrigger(new TriggerKey(name)))!.NextFireTimeUtc!.Value.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(-1), name);
            }

            app.Services.GetService<JobDashboard>().ShouldBeNull();
        }
        finally
        {
            await ((IAsyncLifetime)app).DisposeAsync();
        }
    }

    private sealed class StumblingEngine(Exception[] troubles) : IJobEngine
    {
        public int Begun { get; private set; }

        public int Ended { get; private set; }

        public Task BeginAsync(CancellationToken cancellationToken) => ++Begun <= troubles.Length ? throw troubles[Begun - 1] : Task.CompletedTask;

        public Task EndAsync(CancellationToken cancellationToken)
        {
            Ended++;
            return Task.CompletedTask;
        }

        public bool IsTrouble(Exception failure) => failure is OwnTrouble;
    }

    private sealed class OwnTrouble() : Exception("The engine is not at its best.");

    private sealed class BrokenDatabase() : DbException("The database is not there.");
}
