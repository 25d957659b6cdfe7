using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.DryRuns;

/// <summary>The rules of one actor type under a draft, and which of them a link's stored base does not answer.</summary>
internal sealed class TrialRules(Connection connection, RecordRules rules)
{
    /// <summary>Stands for no published version.</summary>
    public const int Version = -1;

    private readonly Dictionary<string, Live> live = new(StringComparer.Ordinal);

    public RecordRules Rules => rules;

    /// <summary>Rules whose pair must be read: all of a group of which one has no base, or has something open that the base does not tell.</summary>
    public bool[] Unanswered(BasePair?[] bases, LinkIssues issues)
    {
        var unanswered = new bool[bases.Length];
        foreach (var group in rules.Groups)
        {
            if (group.Any(index => bases[index] is null || IsStopped(issues, rules.Fields[index].Pair)))
            {
                foreach (var index in group)
                {
                    unanswered[index] = true;
                }
            }
        }

        return unanswered;
    }

    /// <summary>What to read for these rules: a context of only them, and where each stands in it.</summary>
    public Live Of(bool[] wanted)
    {
        var key = string.Join(',', wanted.Select((one, index) => one ? $"{index}" : "").Where(index => index.Length > 0));
        if (!live.TryGetValue(key, out var known))
        {
            var indexes = Enumerable.Range(0, wanted.Length).Where(index => wanted[index]).ToArray();
            var some = rules.Mapping with { Fields = [.. indexes.Select(index => rules.Fields[index].Mapping)] };
            var read = new RecordRules(some, Version, rules.Actor, [.. indexes.Select(index => rules.Fields[index].Crm).DistinctBy(field => field.Key, StringComparer.Ordinal)]);
            live[key] = known = new Live(new LinkContext(connection, read), indexes);
        }

        return known;
    }

    private static bool IsStopped(LinkIssues issues, FieldPair pair) =>
        issues.Problems.Any(problem => problem.Pair is null || problem.Pair == pair) || issues.Open.Any(change => change.Pair == pair);

    /// <param name="Indexes">The rule that each field of the context is.</param>
    internal sealed record Live(LinkContext Context, int[] Indexes);
}
