using System.Globalization;
using FsCheck.Fluent;
using SuperOfficeErpLink.Core.Tests;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>Long random histories through the product, held against a model that shares no code with it. <c>ERPLINK_HISTORIES</c> plays more of them.</summary>
public sealed class HistoryTests
{
    [Fact]
    public void Whatever_happens_nothing_is_lost_and_everything_comes_to_rest()
    {
        var tally = Tally.Empty;
        Seed.Check(
            Prop.ForAll(History.Any, history =>
            {
                using var stage = new FileStage(history.Setups.Count);
                Task.Run(() => new Player(stage, history, tally).PlayAsync()).GetAwaiter().GetResult();
            }),
            Count(40));
        tally.Steps.ShouldReach(Enum.GetNames<StepKind>());
        tally.Edits.ShouldReach("a text", "a text of the greatest length", "an item", "an item without counterpart", "a blank");
        tally.Runs.ShouldReach("a run ends", "a list is released", "a list moves before it is released");
        tally.Outcomes.ShouldReach(Enum.GetNames<Verdict>());
        tally.Saves.ShouldReach("saved", "created", "disconnected", "moved", "taken");
    }

    private static int Count(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("ERPLINK_HISTORIES"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : usual;
}
