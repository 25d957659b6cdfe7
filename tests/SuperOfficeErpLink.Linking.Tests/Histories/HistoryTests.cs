using System.Globalization;
using FsCheck.Fluent;
using SuperOfficeErpLink.Core.Tests;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>They want a processor for a minute or two; other tests have time limits.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LongHistories
{
    public const string Name = "long histories";
}

/// <summary>Long random histories through the product, held against a model that shares no code with it. <c>ERPLINK_HISTORIES</c> plays more of them.</summary>
[Collection(LongHistories.Name)]
public sealed class HistoryTests
{
    private const int Usual = 2_000;

    [Fact]
    public void Whatever_happens_nothing_is_lost_and_everything_comes_to_rest()
    {
        var tally = Play(connections => new MemoryStage(connections), Count(Usual));
        tally.Steps.ShouldReach(Enum.GetNames<StepKind>());
        tally.Edits.ShouldReach("a text", "a text of the greatest length", "an item", "an item without counterpart", "a blank");
        tally.Runs.ShouldReach("a run writes at once", "a list is released", "a list moves before it is released");
        tally.Outcomes.ShouldReach(Enum.GetNames<Verdict>());
        tally.Saves.ShouldReach("saved", "created", "disconnected", "moved", "taken");
    }

    /// <summary>Fewer, for on files each takes a second; the kinds of steps are counted where there are many.</summary>
    [Fact]
    public void On_files_a_history_ends_as_in_memory()
    {
        Seed.Check(
            Prop.ForAll(History.Any, history =>
            {
                using var onFiles = Played(connections => new FileStage(connections), history, Tally.Empty);
                using var inMemory = Played(connections => new MemoryStage(connections), history, Tally.Empty);
                Say(onFiles.Look()).ShouldBe(Say(inMemory.Look()));
            }),
            Count(Usual) / 150);
    }

    private static Tally Play(Func<int, IStage> open, int histories)
    {
        var tally = Tally.Empty;
        Seed.Check(Prop.ForAll(History.Any, history => Played(open, history, tally).Dispose()), histories);
        return tally;
    }

    private static IStage Played(Func<int, IStage> open, History history, Tally tally)
    {
        var stage = open(history.Setups.Count);
        Task.Run(() => new Player(stage, history, tally).PlayAsync()).GetAwaiter().GetResult();
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
            .Concat(look.Changes.Values.Select(change => $"{change.System} {change.Company} {change.Side} {change.Field} {change.Old} {change.New} {change.State} {change.Cause}"))
            .Order(StringComparer.Ordinal);
    }

    private static int Count(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("ERPLINK_HISTORIES"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : usual;
}
