using System.Diagnostics;
using System.Globalization;
using FsCheck.Fluent;
using SuperOfficeErpLink.Core.Tests;
using Xunit.Abstractions;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>They want a processor for a minute or two; other tests have time limits.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LongHistories
{
    public const string Name = "long histories";
}

/// <summary>Long random histories through the product, held against a model that shares no code with it. <c>ERPLINK_HISTORIES</c> and <c>ERPLINK_FILE_HISTORIES</c> play more of them.</summary>
[Collection(LongHistories.Name)]
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int Usual = 20_000;
    private const int UsualOnFiles = 100;

    private static readonly int AtOnce = Environment.ProcessorCount;

    [Fact]
    public void Whatever_happens_nothing_is_lost_and_everything_comes_to_rest()
    {
        var tally = Play(connections => new MemoryStage(connections), Count("ERPLINK_HISTORIES", Usual));
        output.WriteLine(tally.ToString());
        tally.Steps.ShouldReach(Enum.GetNames<StepKind>());
        tally.Edits.ShouldReach("a text", "a text of the greatest length", "an item", "an item without counterpart", "a blank");
        tally.Runs.ShouldReach("a run writes at once", "a list is released", "a list moves before it is released");
        tally.Outcomes.ShouldReach([.. Enum.GetNames<Verdict>().Except([nameof(Verdict.Leave)])]);
        tally.Saves.ShouldReach("saved", "created", "disconnected", "moved", "taken");
        tally.Connections.ShouldReach("1", "2", "3");
        tally.Followed.ShouldReach([.. Enum.GetNames<Fate>().Except([nameof(Fate.Stands), nameof(Fate.ActorGone), nameof(Fate.CompanyGone)]), "the survivor's actor is kept", "the other actor is kept"]);
        tally.Orders.ShouldReach(
            "choices hold", "choices are left alone", "a chosen value goes over", "both values stay", "old values are shown before they are put back",
            "a record moves before old values are put back", "old values are put back", "the CRM's values go over again", "the ERP's values go over again", "a rule is made");
    }

    /// <summary>Fewer, for on files each takes a third of a second; the kinds of steps are counted where there are many.</summary>
    [Fact]
    public void On_files_a_history_ends_as_in_memory()
    {
        Seed.CheckAtOnce(
            Prop.ForAll(History.Any, history =>
            {
                using var onFiles = Played(connections => new FileStage(connections), history, Tally.Empty, comparable: true);
                using var inMemory = Played(connections => new MemoryStage(connections), history, Tally.Empty, comparable: true);
                Say(onFiles.Look()).ShouldBe(Say(inMemory.Look()));
            }),
            Count("ERPLINK_FILE_HISTORIES", UsualOnFiles),
            AtOnce);
    }

    private Tally Play(Func<int, IStage> open, int histories)
    {
        var (tally, before, watch) = (Tally.Empty, Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        Seed.CheckAtOnce(Prop.ForAll(History.Any, history => Played(open, history, tally).Dispose()), histories, AtOnce);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{histories} histories in {watch.Elapsed.TotalSeconds:0} s; {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds / histories:0.00} ms of processor time each"));
        return tally;
    }

    private static IStage Played(Func<int, IStage> open, History history, Tally tally, bool comparable = false)
    {
        var stage = open(history.Setups.Count);
        var playing = Task.Run(() => new Player(stage, history, tally, comparable).PlayAsync());
        // Without spinning: as many play at once as there are processors.
        ((IAsyncResult)playing).AsyncWaitHandle.WaitOne();
        playing.GetAwaiter().GetResult();
        return stage;
    }

    /// <summary>All but the numbers that rows happened to get.</summary>
    private static IEnumerable<string> Say(Look look)
    {
        var links = look.Links.ToDictionary(link => link.Id, link => $"{link.Crm} {link.Erp}");
        return look.Records.Select(one => $"{one.Key} {string.Join('|', one.Value.Values)} {one.Value.IsActive}")
            .Concat(look.Links.Select(link => $"{links[link.Id]} {string.Join(' ', link.Bases.OrderBy(agreed => agreed.Key.Index).Select(agreed => $"{agreed.Key}={agreed.Value}"))}"))
            .Concat(look.Conflicts.Select(conflict => $"{links[conflict.Key.Link]} {conflict.Key.Field} {conflict.Value}"))
            .Concat(look.Problems.Select(problem => $"{links[problem.Link]} {problem.Field} problem"))
            .Concat(look.Missing.Select(missing => $"{links[missing.Key]} {missing.Value}"))
            .Concat(look.Changes.Values.Select(change => $"{change.System} {change.Company} {change.Side} {change.Field} {change.Old} {change.New} {change.State} {change.Cause}"))
            .Order(StringComparer.Ordinal);
    }

    private static int Count(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : usual;
}
