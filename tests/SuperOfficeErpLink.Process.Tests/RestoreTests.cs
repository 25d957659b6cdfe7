namespace SuperOfficeErpLink.Process.Tests;

/// <summary>A database that comes from a backup or a copy turns automatic sync off by itself; a process that was killed does not.</summary>
public sealed class RestoreTests : IDisposable
{
    private readonly ProductFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Processes_that_are_killed_at_any_moment_of_their_start_leave_automatic_sync_on()
    {
        using (var first = Start())
        {
            await first.ReadyAsync();
            first.Kill();
        }

        foreach (var pause in (int[])[200, 600, 900, 1200, 1500, 2000])
        {
            using var killed = Start();
            await Task.WhenAny(killed.ReadyAsync(), Task.Delay(pause));
            killed.Kill();
        }

        using var last = Start();
        await last.ReadyAsync();
        Off().ShouldBe(0);
    }

    [Fact]
    public async Task A_backup_that_is_put_back_turns_it_off_and_a_moved_folder_does_too()
    {
        await RunOnceAsync();
        var backup = Path.Combine(folder.Path, "backup.db");
        File.Copy(Ours, backup);
        await RunOnceAsync();
        Off().ShouldBe(0);

        File.Copy(backup, Ours, overwrite: true);
        await RunOnceAsync();
        folder.Ours.Number("SELECT count(*) FROM Installation WHERE Key = 'automatic-sync' AND Value LIKE '%\"IsOn\":false,\"Reason\":1%'").ShouldBe(1);
        folder.Ours.Number("SELECT count(*) FROM Connections WHERE ShowsNextRun = 1").ShouldBe(1);

        LinkedCopies.Run(Ours, "DELETE FROM Installation WHERE Key = 'automatic-sync'");
        await RunOnceAsync();
        Off().ShouldBe(0);
        await RunOnceAsync(("ErpLink__InstallationName", "another"));
        folder.Ours.Number("SELECT count(*) FROM Installation WHERE Key = 'automatic-sync' AND Value LIKE '%\"Reason\":2%another%'").ShouldBe(1);
    }

    private string Ours => Path.Combine(folder.Path, "erplink.db");

    private Application Start(params (string Setting, string Value)[] settings) => folder.Start([("ErpLink__AutomaticSync", "false"), ("ErpLink__Demo__Companies", "60"), .. settings]);

    /// <summary>From its start to its orderly end: then the database is one file.</summary>
    private async Task RunOnceAsync(params (string Setting, string Value)[] settings)
    {
        using var application = Start(settings);
        await application.ReadyAsync();
        application.Signal("TERM");
        await application.ExitCodeAsync();
        LinkedCopies.Run(Ours, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private long Off() => folder.Ours.Number("SELECT count(*) FROM Installation WHERE Key = 'automatic-sync'");
}
