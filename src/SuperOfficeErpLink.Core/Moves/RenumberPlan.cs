using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Core.Moves;

/// <summary>What can be done with one line of a list, or what became of it.</summary>
public enum RenumberStatus
{
    Ready = 0,
    Done = 1,

    /// <summary>Not two keys.</summary>
    Malformed = 2,

    /// <summary>The old key stands in several lines.</summary>
    DuplicateOld = 3,

    /// <summary>The new key stands in several lines.</summary>
    DuplicateNew = 4,

    /// <summary>Old and new are the same.</summary>
    Same = 5,

    /// <summary>No record is linked to an actor of the type with the old key.</summary>
    Unlinked = 6,

    /// <summary>Another record is linked to an actor with the new key, and no line moves it away.</summary>
    Taken = 7,

    /// <summary>The ERP has no actor of the type with the new key.</summary>
    NotInErp = 8,

    /// <summary>The new key becomes free by another line, which cannot be done.</summary>
    Waits = 9,

    /// <summary>Someone writes to the record, or saves it.</summary>
    Busy = 10,

    /// <summary>The link has changed since it was looked at.</summary>
    Changed = 11,

    /// <summary>Keys go round in a ring of more links than are changed in one transaction.</summary>
    RingTooLong = 12,
}

/// <summary>A line and what is said of it.</summary>
public sealed record RenumberVerdict(RenumberLine Line, RenumberStatus Status, NumberedLink? Link);

/// <summary>A list, held against what is linked and what the ERP has.</summary>
/// <param name="Verdicts">By line.</param>
/// <param name="Steps">In an order in which each new key is free when it is needed; the steps of a ring follow each other, the first of it steps aside.</param>
public sealed record RenumberPlan(IReadOnlyList<RenumberVerdict> Verdicts, IReadOnlyList<RenumberStep> Steps, int Chains, int Rings)
{
    private const int LongestRing = 1000;

    /// <summary>Pure.</summary>
    /// <param name="links">Links that have any of the old or new keys.</param>
    /// <param name="inErp">New keys that the ERP has.</param>
    /// <param name="done">What the same order did before: those links hold their new keys, and no line moves them on.</param>
    public static RenumberPlan Of(
        RenumberList list, ActorType type, IReadOnlyDictionary<string, NumberedLink> links, IReadOnlySet<string> inErp, IReadOnlyCollection<RenumberStep> done)
    {
        var before = done.Select(step => (step.From, step.To)).ToHashSet();
        var moved = done.Select(step => step.LinkId).ToHashSet();
        var left = links.Where(link => !moved.Contains(link.Value.Id)).ToDictionary(link => link.Key, link => link.Value, StringComparer.Ordinal);
        var old = list.Lines.ToLookup(line => line.From, StringComparer.Ordinal);
        var young = list.Lines.ToLookup(line => line.To, StringComparer.Ordinal);
        var statuses = list.Lines.ToDictionary(line => line, line => Alone(line, old, young, type, left, inErp, before));
        var movable = list.Lines.Where(line => StatusOf(line) == RenumberStatus.Ready).ToDictionary(line => line.From, StringComparer.Ordinal);
        var steps = new List<RenumberStep>(movable.Count);
        var (chains, rings) = (0, 0);
        var waiting = new HashSet<string>(movable.Keys, StringComparer.Ordinal);

        // Each key is left by one line and reached by one: what hangs together is a chain with an end, or a ring.
        foreach (var first in movable.Values.Where(line => !young[line.From].Any(other => StatusOf(other) == RenumberStatus.Ready)).ToList())
        {
            var chain = Follow(first, movable, waiting);
            var end = links.ContainsKey(chain[^1].To) ? old.Contains(chain[^1].To) ? RenumberStatus.Waits : RenumberStatus.Taken : RenumberStatus.Ready;
            for (var index = chain.Count - 1; index >= 0; index--)
            {
                statuses[chain[index]] = end == RenumberStatus.Ready || index == chain.Count - 1 ? end : RenumberStatus.Waits;
            }

            if (end == RenumberStatus.Ready)
            {
                chains += chain.Count > 1 ? 1 : 0;
                steps.AddRange(Enumerable.Reverse(chain).Select(line => Step(line, null)));
            }
        }

        foreach (var first in movable.Values.Where(line => waiting.Contains(line.From)))
        {
            if (!waiting.Contains(first.From))
            {
                continue;
            }

            var ring = Follow(first, movable, waiting);
            if (ring.Count > LongestRing)
            {
                ring.ForEach(line => statuses[line] = RenumberStatus.RingTooLong);
                continue;
            }

            var number = ++rings;
            steps.Add(Step(ring[0], number));
            steps.AddRange(Enumerable.Reverse(ring).SkipLast(1).Select(line => Step(line, number)));
        }

        return new RenumberPlan(
            [.. list.Malformed.Select(line => new RenumberVerdict(line, RenumberStatus.Malformed, null))
                .Concat(list.Lines.Select(line => new RenumberVerdict(line, StatusOf(line), LinkOf(line))))
                .OrderBy(verdict => verdict.Line.Number)],
            steps, chains, rings);

        RenumberStatus StatusOf(RenumberLine line) => statuses[line];

        NumberedLink? LinkOf(RenumberLine line) =>
            (StatusOf(line) == RenumberStatus.Done ? links.TryGetValue(line.To, out var link) : left.TryGetValue(line.From, out link)) ? link : null;

        RenumberStep Step(RenumberLine line, int? ring) => new(left[line.From].Id, line.From, line.To, ring);
    }

    /// <summary>Steps so many at a time as one short transaction holds; a ring is never cut.</summary>
    public IEnumerable<IReadOnlyList<RenumberStep>> Batches(int size)
    {
        var batch = new List<RenumberStep>(size);
        for (var index = 0; index < Steps.Count; index++)
        {
            var isInside = index > 0 && Steps[index].Ring is { } ring && Steps[index - 1].Ring == ring;
            if (batch.Count >= size && !isInside)
            {
                yield return batch;
                batch = new List<RenumberStep>(size);
            }

            batch.Add(Steps[index]);
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static List<RenumberLine> Follow(RenumberLine first, Dictionary<string, RenumberLine> movable, HashSet<string> waiting)
    {
        var found = new List<RenumberLine>();
        for (var line = first; line is not null && waiting.Remove(line.From); line = movable.GetValueOrDefault(line.To))
        {
            found.Add(line);
        }

        return found;
    }

    /// <summary>What is said of a line without regard to what other lines move.</summary>
    private static RenumberStatus Alone(
        RenumberLine line, ILookup<string, RenumberLine> old, ILookup<string, RenumberLine> young, ActorType type, Dictionary<string, NumberedLink> links,
        IReadOnlySet<string> inErp, HashSet<(string From, string To)> before) =>
        string.Equals(line.From, line.To, StringComparison.Ordinal) ? RenumberStatus.Same
        : old[line.From].Any(other => other.To != line.To) || !ReferenceEquals(old[line.From].First(), line) ? RenumberStatus.DuplicateOld
        : young[line.To].Any(other => other.From != line.From) ? RenumberStatus.DuplicateNew
        : before.Contains((line.From, line.To)) ? RenumberStatus.Done
        : !links.TryGetValue(line.From, out var link) || link.ActorType != type ? RenumberStatus.Unlinked
        : link.State != LinkState.Active ? RenumberStatus.Busy
        : !inErp.Contains(line.To) ? RenumberStatus.NotInErp
        : RenumberStatus.Ready;
}
