namespace SuperOfficeErpLink.Core.Tests;

/// <summary>Counts how often each outcome was seen, so that a generator that stopped reaching one is noticed.</summary>
internal sealed class Coverage
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> seen = new(StringComparer.Ordinal);
    private int all;

    public void Count(string outcome)
    {
        lock (gate)
        {
            all++;
            seen[outcome] = seen.GetValueOrDefault(outcome) + 1;
        }
    }

    public void ShouldReach(params string[] outcomes)
    {
        var shares = outcomes.ToDictionary(outcome => outcome, outcome => 100.0 * seen.GetValueOrDefault(outcome) / all, StringComparer.Ordinal);
        shares.ShouldAllBe(share => share.Value >= 2, $"of {all}: {string.Join(", ", shares.Select(share => $"{share.Key} {share.Value:0.0} %"))}");
        seen.Keys.Except(outcomes, StringComparer.Ordinal).ShouldBeEmpty();
    }

    /// <summary>How often each was seen.</summary>
    public override string ToString()
    {
        lock (gate)
        {
            return string.Join(", ", seen.OrderByDescending(one => one.Value).Select(one => $"{one.Key} {one.Value}"));
        }
    }
}
