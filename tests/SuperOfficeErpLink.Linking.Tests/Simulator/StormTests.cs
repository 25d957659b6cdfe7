using System.Diagnostics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using SuperOfficeErpLink.Core.Tests;
using SuperOfficeErpLink.Linking.Tests.Histories;
using Xunit.Abstractions;

namespace SuperOfficeErpLink.Linking.Tests.Simulator;

/// <summary>
/// The real engine on an ERP and a CRM that time out, drop connections, refuse, shorten, repeat and answer late. <c>ERPLINK_STORMS</c> plays
/// more of them.
/// </summary>
[Collection(LongHistories.Name)]
public sealed class StormTests(ITestOutputHelper output)
{
    private const int Usual = 200;

    /// <summary>They wait for time-outs more than they work.</summary>
    private const int AtOnce = 8;

    [Fact]
    public void In_any_weather_nothing_is_lost_and_once_it_clears_everything_comes_to_rest()
    {
        var (troubles, steps) = (new Coverage(), new Coverage());
        var wanted = int.TryParse(Environment.GetEnvironmentVariable("ERPLINK_STORMS"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Usual;

        var watch = Stopwatch.StartNew();
        Seed.CheckAtOnce(
            Prop.ForAll(AnyStorm(), storm =>
            {
                using var player = new StormPlayer(storm, troubles, steps);
                Task.Run(player.PlayAsync).GetAwaiter().GetResult();
            }),
            wanted, AtOnce);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wanted} histories in foul weather in {watch.Elapsed.TotalSeconds:0} s; {troubles}; {steps}"));

        troubles.ShouldReach(Enum.GetNames<Trouble>());
    }

    private static Arbitrary<Storm> AnyStorm() => Arb.From(
        from history in History.Any.Generator
        from seed in Gen.Choose(1, 1_000_000)
        select new Storm(history, seed),
        storm => History.Any.Shrinker(storm.History).Select(shorter => storm with { History = shorter }));
}
