using SuperOfficeErpLink.Core.Connections;

namespace SuperOfficeErpLink.Core.Tests.Connections;

public sealed class StartCheckTests
{
    private static readonly InstallationPlace Here = new("server1", "/var/lib/erplink", "Production");

    [Fact]
    public void A_first_start_and_every_start_after_it_are_as_before()
    {
        StartCheck.Judge(null, null, null, Here).ShouldBeOfType<StartVerdict.AsBefore>();
        StartCheck.Judge(Mark(5), Mark(5), Here, Here).ShouldBeOfType<StartVerdict.AsBefore>();
    }

    [Fact]
    public void A_database_that_is_behind_its_file_was_restored()
    {
        var verdict = StartCheck.Judge(Mark(4), Mark(9), Here, Here).ShouldBeOfType<StartVerdict.Restored>();

        (verdict.Database.Count, verdict.File.Count).ShouldBe((4, 9));
    }

    [Fact]
    public void A_new_database_beside_an_old_file_is_a_new_beginning() => StartCheck.Judge(null, Mark(9), null, Here).ShouldBeOfType<StartVerdict.AsBefore>();

    [Fact]
    public void A_file_that_is_missing_says_nothing() => StartCheck.Judge(Mark(9), null, Here, Here).ShouldBeOfType<StartVerdict.AsBefore>();

    [Theory]
    [InlineData("server2", "/var/lib/erplink", "Production")]
    [InlineData("server1", "/srv/copy", "Production")]
    [InlineData("server1", "/var/lib/erplink", "Staging")]
    public void Another_machine_folder_or_environment_is_another_place(string machine, string data, string environment)
    {
        var now = new InstallationPlace(machine, data, environment);

        StartCheck.Judge(Mark(5), Mark(5), Here, now).ShouldBe(new StartVerdict.OtherPlace(Here, now));
    }

    [Fact]
    public void A_process_that_is_killed_at_any_moment_never_looks_like_a_restore()
    {
        var random = new Random(4711);
        InstallationMark? database = null;
        InstallationMark? file = null;
        for (var step = 0; step < 10_000; step++)
        {
            // Every start, and every mark in between, may end between its two writes or before the first.
            var isStart = random.Next(3) == 0;
            if (isStart)
            {
                StartCheck.Judge(database, file, Here, Here).ShouldBeOfType<StartVerdict.AsBefore>();
            }

            var next = StartCheck.Next(database, isStart ? file : null, Given.Now);
            var killed = random.Next(4);
            database = killed == 1 ? database : next;
            file = killed is 1 or 2 ? file : next;
        }
    }

    [Fact]
    public void A_restore_is_told_once()
    {
        var next = StartCheck.Next(Mark(4), Mark(9), Given.Now);

        next.Count.ShouldBe(10);
        StartCheck.Judge(next, Mark(9), Here, Here).ShouldBeOfType<StartVerdict.AsBefore>();
    }

    private static InstallationMark Mark(long count) => new(count, Given.Now);
}
