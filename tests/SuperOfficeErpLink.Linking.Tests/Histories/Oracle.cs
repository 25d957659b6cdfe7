using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Core.Tests;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>What a user decided about one field, on what he saw.</summary>
internal sealed record Chosen(Field Field, Choice Choice, Pair Seen)
{
    public static IReadOnlyList<Chosen> From(IEnumerable<FieldChoice> choices) =>
        [.. choices.Select(one => new Chosen(Field.All.Single(field => field.Crm == one.Pair.Crm), one.Choice, new Pair(one.CrmSeen, one.ErpSeen)))];
}

/// <summary>One value that a run is about to put in the place of another.</summary>
internal readonly record struct Planned(long Link, Field Field, Side Side, string Old, string New);

/// <summary>One side's values go over again.</summary>
internal sealed record Again(Side From, bool BlanksClear);

/// <summary>A conflict that a user decided, with the values he saw.</summary>
internal sealed record Decided(long Link, Field Field, Choice Choice, Pair Seen);

/// <summary>What a person ordered of one pair.</summary>
/// <param name="Target">The side to be written; null: both values stay.</param>
/// <param name="Old">What the target must hold for it.</param>
/// <param name="Source">What the other side must hold for it; null: whatever it holds.</param>
internal sealed record Ordered(long Link, Field Field, Side? Target, string Old, string New, string? Source);

/// <summary>
/// Knows what must stand in both systems after each step. It keeps what was last agreed or accepted for itself and foretells values,
/// bases and conflicts; the product's answers are not asked.
/// </summary>
internal sealed class Oracle(Coverage outcomes, Coverage orders, Coverage followed)
{
    private readonly Dictionary<int, Setup> setups = [];
    private readonly Dictionary<long, Dictionary<Field, Pair>> bases = [];

    private static readonly IReadOnlySet<Planned> NoWrites = new HashSet<Planned>();

    /// <summary>What the sides held when a conflict was found last; of conflicts that have closed, too.</summary>
    private readonly Dictionary<(long Link, Field Field), Pair> found = [];

    private readonly Merges merges = new();

    /// <summary>Links of which something waits for the next run.</summary>
    private readonly HashSet<long> due = [];

    public void Publish(int system, Setup setup) => setups[system] = setup;

    /// <summary>A system says that one of its records became another one.</summary>
    public void Merged(Place gone, Place survivor) => merges.Add(gone, survivor);

    public bool IsMerged(Look look, LinkLook link) => merges.Concern(look, link);

    public bool IsDue(LinkLook link) => due.Contains(link.Id);

    /// <summary>Rounds of runs in which links only follow what their records became.</summary>
    public int RoundsToFollow(Look look) => merges.RoundsToFollow(look);

    public Setup SetupOf(int system) => setups[system];

    public IEnumerable<Field> ReachingErp(int system) => setups[system].Fields.Where(field => setups[system].Of(field).Direction != Direction.ErpToCrm);

    /// <summary>Fields of a link that are a conflict when both sides change.</summary>
    public IEnumerable<Field> Asking(Look look, LinkLook link) => setups[link.System].Fields.Where(field =>
        field != Field.Name && setups[link.System].Of(field) is { Direction: Direction.Both, OnConflict: OnConflict.Ask } && !FedElsewhere(look, link, field));

    /// <summary>What a run over a connection would write now.</summary>
    public IReadOnlySet<Planned> ToWrite(Look look, int system, Again? again = null) =>
        look.LinksOf(system).Where(link => Stand(look, link)).SelectMany(link => Decide(look, link, again).SelectMany(group => group)
            .Where(one => IsWrite(one.Verdict)).Select(one => ToPlanned(link, one))).ToHashSet();

    /// <summary>Links of a connection were synced: those that were looked at are as decided, all others as before.</summary>
    /// <param name="approved">Only these writes, and of a group all or none.</param>
    /// <param name="isRun">A run writes what it planned. It plans nothing for what has to be followed first: that waits for the next one.</param>
    public void Synced(Look before, Look after, int system, Func<LinkLook, bool> looked, bool isRun, IReadOnlySet<Planned>? approved = null, Again? again = null)
    {
        var records = new Dictionary<Place, Record>(before.Records);
        var conflicts = new Dictionary<(long, string), ConflictKind>(before.Conflicts);
        var fated = merges.Meet(before, [.. before.LinksOf(system).Where(looked).OrderBy(link => link.Id)]);
        LinksAre(after, before.Links.Select(link => fated.FirstOrDefault(one => one.Link.Id == link.Id)?.Then ?? link));
        foreach (var met in fated)
        {
            var (link, fate, then) = met;
            Count(before, met);
            SaysMissing(after, link, met.Cause);
            due.Remove(link.Id);
            if (fate == Fate.FollowsCompany)
            {
                // Under the claim of the company that is gone nothing is decided of the one that has the link now: what was open stays so until the next run.
                MoveBases(before, then, Side.Crm);
                due.Add(link.Id);
                continue;
            }

            Forget(conflicts, link.Id);
            if (fate is not (Fate.Stands or Fate.FollowsActor))
            {
                continue;
            }

            if (fate == Fate.FollowsActor)
            {
                MoveBases(before, then, Side.Erp);
            }

            var allowed = approved ?? (isRun && fate == Fate.FollowsActor ? NoWrites : null);
            foreach (var group in Decide(before, then, again).ToList())
            {
                var waits = allowed is not null && group.Any(one => IsWrite(one.Verdict) && !allowed.Contains(ToPlanned(then, one)));
                _ = waits && due.Add(link.Id);
                foreach (var one in group.Where(one => !waits || !IsWrite(one.Verdict)).Where(one => again is null || one.Verdict is Verdict.Agree || IsWrite(one.Verdict)))
                {
                    Take(then, one, records, conflicts, after);
                }
            }

            if (again is not null)
            {
                Open(before with { Records = records }, after, then, conflicts);
            }
        }

        Check(before, after, records, conflicts);
    }

    /// <summary>Links whose companies became the one of this link, as far as a sync has found that: of each two of them one is to be kept.</summary>
    public IReadOnlyList<LinkLook> Asked(Look look, LinkLook own) => [.. look.LinksOf(own.System).Where(link =>
        look.Missing.GetValueOrDefault(link.Id) == ProblemCauses.EntityMerged && !look.Records.ContainsKey(link.Crm) && merges.Survivor(look, link.Crm) is { } survivor
            && survivor.Place == own.Crm).OrderBy(link => link.Id)];

    /// <summary>A person kept one of two actors. Nothing is written; the link that moves is decided by the next run.</summary>
    public void Kept(Look before, Look after, LinkLook own, LinkLook merged, LinkLook kept)
    {
        var (parted, then) = (kept == own ? merged : own, kept with { Company = own.Company });
        LinksAre(after, before.Links.Where(link => link.Id != parted.Id).Select(link => link.Id == kept.Id ? then : link));
        if (kept == merged)
        {
            SaysMissing(after, kept, null);
            MoveBases(before, then, Side.Crm);
            due.Add(kept.Id);
        }

        var conflicts = new Dictionary<(long, string), ConflictKind>(before.Conflicts);
        Forget(conflicts, parted.Id);
        Check(before, after, before.Records, conflicts);
    }

    /// <summary>
    /// What was agreed with a record is kept for the one that it became: what differs there counts as edited there. But a field, or an address as a whole, that is
    /// blank there was never agreed with it.
    /// </summary>
    private void MoveBases(Look look, LinkLook link, Side side)
    {
        var (survivor, agreed) = (look.Records[side == Side.Crm ? link.Crm : link.Erp], BasesOf(link));
        foreach (var group in setups[link.System].Groups.Where(group => group.All(field => survivor[field].Length == 0)))
        {
            if (group.Any(field => agreed.TryGetValue(field, out var pair) && pair[side].Length > 0))
            {
                group.ToList().ForEach(field => agreed.Remove(field));
            }
        }
    }

    /// <summary>What a link said before is not counted again.</summary>
    private void Count(Look before, Fated met)
    {
        if (met.Fate is not (Fate.Stands or Fate.ActorGone or Fate.CompanyGone) && (met.Follows || before.Missing.GetValueOrDefault(met.Link.Id) != met.Cause))
        {
            followed.Count(met.Fate.ToString());
        }
    }

    private static void SaysMissing(Look after, LinkLook link, string? cause) => after.Missing.GetValueOrDefault(link.Id).ShouldBe(cause, $"what link {link.Id} says is missing");

    /// <summary>The orders that choices in conflicts mean: each for all open conflicts of its address, and none where a chosen value cannot go over.</summary>
    /// <param name="shown">All open conflicts as the list showed them.</param>
    public IReadOnlyList<Ordered> Order(Look look, IEnumerable<Decided> choices, IReadOnlyDictionary<(long Link, Field Field), Pair> shown)
    {
        var ordered = new Dictionary<(long, Field), Ordered>();
        foreach (var choice in choices)
        {
            var link = look.Links.Single(one => one.Id == choice.Link);
            if (!look.Conflicts.ContainsKey((choice.Link, choice.Field.Crm)) || Seen(choice.Link, choice.Field) != choice.Seen || !setups[link.System].Fields.Contains(choice.Field))
            {
                continue;
            }

            var unit = look.Conflicts.Keys.Where(open => open.Link == link.Id).Select(open => Field.All.Single(field => field.Crm == open.Field))
                .Where(field => field == choice.Field || (field.Group is not null && field.Group == choice.Field.Group)).OrderBy(field => field.Index).ToList();
            if (unit.Exists(field => Seen(link.Id, field) is { } stands && !(shown.TryGetValue((link.Id, field), out var then) && then == stands)))
            {
                continue;
            }

            var whole = unit.Select(field => Order(link.Id, field, choice.Choice, found[(link.Id, field)])).ToList();
            foreach (var order in whole.Contains(null) ? [] : whole.OfType<Ordered>())
            {
                ordered.TryAdd((link.Id, order.Field), order);
            }
        }

        return [.. ordered.Values];
    }

    /// <summary>
    /// What putting old values back means: of each field and side of a link the first value that was replaced, for the last that was written. An actor
    /// that was created held nothing before. A change is the link's: where it has followed a merge since, the record that it goes on with is the one that is asked and
    /// written, as the list says before it is released.
    /// </summary>
    public static IReadOnlyList<Ordered> TakeBack(Look look, Func<ChangeLook, bool> which) =>
        [.. look.Changes.Values.Where(change => change.State == ChangeState.Done && change is { IsNote: false, MadeTheActor: false } && which(change) && look.Links.Any(link => link.Id == change.Link))
            .OrderBy(change => change.Id).GroupBy(change => (Link: change.Link!.Value, change.Side, change.Field))
            .Select(changes => (changes.Key, First: changes.First().Old, Last: changes.Last().New)).Where(one => one.First != one.Last)
            .Select(one => new Ordered(one.Key.Link, Field.Of(one.Key.Side, one.Key.Field), one.Key.Side, one.Last, one.First, null))];

    /// <summary>Orders that still hold what they were given on; of an address all or none.</summary>
    public IReadOnlyList<Ordered> Holding(Look look, IEnumerable<Ordered> ordered) => [.. ordered.GroupBy(order => order.Link).SelectMany(ofLink =>
    {
        var link = look.Links.FirstOrDefault(one => one.Id == ofLink.Key);
        if (link is null || !Stand(look, link))
        {
            return [];
        }

        var broken = ofLink.Where(order => !Holds(look, link, order)).Select(order => order.Field).ToList();
        return ofLink.Where(order => !broken.Exists(field => field == order.Field || (field.Group is not null && field.Group == order.Field.Group && setups[link.System].Fields.Contains(field))));
    })];

    /// <summary>A run did what people ordered, and nothing else of the links it was about.</summary>
    /// <param name="shown">The orders that held when the run was planned.</param>
    public void Directed(Look before, Look after, int system, IReadOnlyList<Ordered> shown)
    {
        var (records, conflicts) = (new Dictionary<Place, Record>(before.Records), new Dictionary<(long, string), ConflictKind>(before.Conflicts));
        LinksAre(after, before.Links);
        foreach (var link in before.LinksOf(system).Where(link => shown.Any(order => order.Link == link.Id)))
        {
            Forget(conflicts, link.Id);
            if (!Stand(before, link))
            {
                // What was ordered was meant for the record that is gone: whether its link can follow is for the next run to try.
                SaysMissing(after, link, before.Records.ContainsKey(link.Crm) ? ProblemCauses.ActorGone : ProblemCauses.EntityGone);
                due.Remove(link.Id);
                continue;
            }

            SaysMissing(after, link, null);
            var holding = Whole(before, link, Holding(before, shown.Where(order => order.Link == link.Id)));
            foreach (var field in setups[link.System].Fields.Where(field => holding.All(order => order.Field != field)))
            {
                var now = Now(before, link, field);
                if (new Standing(field, now, null).Agrees)
                {
                    BasesOf(link)[field] = now;
                }
            }

            foreach (var order in holding)
            {
                Do(before, after, link, order, records);
            }

            Count(holding);

            Open(before with { Records = records }, after, link, conflicts);
        }

        Check(before, after, records, conflicts);
    }

    /// <summary>What was chosen for an address waits when another field of it moved: half of it would go over.</summary>
    private IReadOnlyList<Ordered> Whole(Look look, LinkLook link, IReadOnlyList<Ordered> holding)
    {
        var moved = setups[link.System].Fields.Where(field => field.Group is not null && holding.All(order => order.Field != field)
            && Now(look, link, field) is var now && !new Standing(field, now, null).Agrees && !(BasesOf(link).TryGetValue(field, out var agreed) && agreed == now)).Select(field => field.Group).ToHashSet();
        return [.. holding.Where(order => order.Source is null || order.Target is null || order.Field.Group is not { } group || !moved.Contains(group))];
    }

    private void Do(Look before, Look after, LinkLook link, Ordered order, Dictionary<Place, Record> records)
    {
        var now = Now(before with { Records = records }, link, order.Field);
        if (order.Target is not { } target)
        {
            // Both values stay.
        }
        else if (order.Field == Field.Name && order.New.Length == 0)
        {
            // Neither side has records without a name.
            after.Problems.ShouldContain((link.Id, order.Field.Crm), $"link {link.Id} says that its name was not emptied");
            return;
        }
        else
        {
            Put(records, link, order.Field, target, order.New);
            now = now.With(target, order.New);
        }

        BasesOf(link)[order.Field] = now;
    }

    private void Count(IReadOnlyList<Ordered> done)
    {
        if (done.Any(order => order.Target is null))
        {
            orders.Count("both values stay");
        }

        if (done.Any(order => order.Target is not null))
        {
            orders.Count(done[0].Source is null ? "old values are put back" : "a chosen value goes over");
        }
    }

    private bool Holds(Look look, LinkLook link, Ordered order)
    {
        var now = Now(look, link, order.Field);
        var side = order.Target ?? Side.Crm;
        return setups[link.System].Fields.Contains(order.Field) && now[side] == order.Old && (order.Source is null || now[side.Other()] == order.Source) && (order.Target != Side.Erp || look.Records[link.Erp].IsActive);
    }

    private static Ordered? Order(long link, Field field, Choice choice, Pair seen)
    {
        Side? target = choice switch { Choice.Crm => Side.Erp, Choice.Erp => Side.Crm, _ => null };
        return target is not { } to ? new Ordered(link, field, null, seen.Crm, seen.Crm, seen.Erp)
            : new Standing(field, seen, null).Carried(to.Other()) is { } carried ? new Ordered(link, field, to, seen[to], carried, seen[to.Other()])
            : null;
    }

    /// <summary>What an open conflict says that the sides hold.</summary>
    public Pair? Seen(long link, Field field) => found.TryGetValue((link, field), out var pair) ? pair : null;

    /// <summary>What is open of a link that was looked at, by what stands there now.</summary>
    private void Open(Look now, Look after, LinkLook link, Dictionary<(long, string), ConflictKind> conflicts)
    {
        foreach (var one in Decide(now, link).SelectMany(group => group))
        {
            switch (one.Verdict)
            {
                case Verdict.HoldCrm or Verdict.HoldErp:
                    after.Problems.ShouldContain((link.Id, one.Standing.Field.Crm), $"{one.Standing.Field} of link {link.Id} cannot go over and that is a problem");
                    break;
                case Verdict.BothChanged or Verdict.NeverAgreed or Verdict.Cleared:
                    Conflict(link, one, conflicts);
                    break;
                default:
                    break;
            }
        }
    }

    private void Conflict(LinkLook link, (Standing Standing, Verdict Verdict) one, Dictionary<(long, string), ConflictKind> conflicts)
    {
        found[(link.Id, one.Standing.Field)] = one.Standing.Now;
        conflicts[(link.Id, one.Standing.Field.Crm)] = one.Verdict switch
        {
            Verdict.BothChanged => ConflictKind.BothChanged,
            Verdict.NeverAgreed => ConflictKind.NeverAgreed,
            _ => ConflictKind.Cleared,
        };
    }

    /// <summary>A user's choices were saved: they are the last word on both sides.</summary>
    public void Chose(Look before, Look after, int system, long company, string key, IReadOnlyList<Chosen> choices)
    {
        var link = after.Find(system, company).ShouldNotBeNull();
        link.ErpKey.ShouldBe(key);
        due.Remove(link.Id);
        var (records, conflicts) = Without(before, system, company, link.Id);
        foreach (var chosen in choices)
        {
            var now = Now(before, link, chosen.Field);
            var standing = new Standing(chosen.Field, now, null);
            IsStill(chosen, standing).ShouldBeTrue($"what moved since it was chosen is asked again: {chosen}, {now}");
            Side? source = chosen.Choice switch { Choice.Crm => Side.Crm, Choice.Erp => Side.Erp, _ => null };
            if (source is { } from && standing.Carried(from) is { } carried)
            {
                now = now.With(from.Other(), carried);
                Put(records, link, chosen.Field, from.Other(), carried);
            }

            BasesOf(link)[chosen.Field] = now;
        }

        Check(before, after, records, conflicts);
    }

    /// <summary>An actor was created from a record: the ERP has all that reaches it, and the record what the ERP owns.</summary>
    public void Created(Look before, Look after, int system, long company)
    {
        var link = after.Find(system, company).ShouldNotBeNull();
        var (records, conflicts) = Without(before, system, company, link.Id);
        after.Records.Keys.Except(before.Records.Keys).ShouldBe([link.Erp], "one actor is created, and only one");
        records[link.Erp] = new Record([.. Field.All.Select(field => field == Field.Number ? link.ErpKey : "")], IsActive: true);
        foreach (var field in setups[system].Fields)
        {
            var reaches = setups[system].Of(field).Direction != Direction.ErpToCrm;
            var standing = new Standing(field, new Pair(before.Records[link.Crm][field], field == Field.Number ? link.ErpKey : ""), null);
            if (reaches && standing.Carried(Side.Crm) is { } carried)
            {
                Put(records, link, field, Side.Erp, carried);
                BasesOf(link)[field] = standing.Now.With(Side.Erp, carried);
            }
            else if (field == Field.Number && !FedElsewhere(before, link, field))
            {
                Put(records, link, field, Side.Crm, link.ErpKey);
                BasesOf(link)[field] = new Pair(link.ErpKey, link.ErpKey);
            }
            else if (reaches || standing.Agrees)
            {
                BasesOf(link)[field] = standing.Now;
            }
        }

        Check(before, after, records, conflicts);
    }

    public void Disconnected(Look before, Look after, int system, long company)
    {
        after.Find(system, company).ShouldBeNull();
        var (records, conflicts) = Without(before, system, company, 0);
        Check(before, after, records, conflicts);
    }

    /// <summary>Nothing that a user could lose has changed.</summary>
    public void Untouched(Look before, Look after)
    {
        LinksAre(after, before.Links);
        Check(before, after, before.Records, before.Conflicts);
    }

    /// <summary>True when nothing that a choice was made on has moved, or it moved into agreement and nothing is to be written.</summary>
    public static bool IsStill(Chosen chosen, Standing standing) => chosen.Seen == standing.Now || (standing.Agrees && chosen.Choice == Choice.KeepBoth);

    public static Pair Now(Look look, LinkLook link, Field field) => new(look.Records[link.Crm][field], look.Records[link.Erp][field]);

    /// <summary>Edits have stopped and runs have been: every field of every link has come to rest, and the stores say how.</summary>
    public void AtRest(Look look)
    {
        foreach (var link in look.Links.Where(link => !look.Missing.ContainsKey(link.Id)))
        {
            foreach (var field in setups[link.System].Fields)
            {
                var now = Now(look, link, field);
                var standing = new Standing(field, now, link.Bases.TryGetValue(field, out var accepted) ? accepted : null);
                var rests = standing.Agrees || (standing.Base is not null && !standing.Changed(Side.Crm) && !standing.Changed(Side.Erp))
                    || IsOpen(look, link, field) || FedElsewhere(look, link, field)
                    || (!look.Records[link.Erp].IsActive && setups[link.System].Of(field).Direction != Direction.ErpToCrm);
                rests.ShouldBeTrue($"{field} of link {link.Id} is neither equal nor accepted nor open: {now}");
            }
        }
    }

    /// <summary>What is open of one field of an address is open of all that wait with it.</summary>
    private static bool IsOpen(Look look, LinkLook link, Field field) => Field.All
        .Where(other => other == field || (field.Group is not null && other.Group == field.Group))
        .Any(other => look.Conflicts.ContainsKey((link.Id, other.Crm)) || look.Problems.Contains((link.Id, other.Crm)));

    private static bool Stand(Look look, LinkLook link) => look.Records.ContainsKey(link.Crm) && look.Records.ContainsKey(link.Erp);

    private IEnumerable<List<(Standing Standing, Verdict Verdict)>> Decide(Look look, LinkLook link, Again? again = null) =>
        setups[link.System].Groups.Select(group =>
        {
            var standing = group.Select(field => new Standing(field, Now(look, link, field), BasesOf(link).TryGetValue(field, out var agreed) ? agreed : null)).ToList();
            var (policy, fed, waits) = (setups[link.System].Of(group[0]), FedElsewhere(look, link, group[0]), !look.Records[link.Erp].IsActive);
            var verdicts = again is null ? Model.Decide(standing, policy, fed, waits) : Model.Resync(standing, policy, again.From, again.BlanksClear, fed, waits);
            return standing.Zip(verdicts).ToList();
        });

    private void Take(
        LinkLook link, (Standing Standing, Verdict Verdict) one, Dictionary<Place, Record> records, Dictionary<(long, string), ConflictKind> conflicts, Look after)
    {
        var ((field, now, agreed), verdict) = one;
        // What rests, rests everywhere: only what moves is counted.
        if (verdict != Verdict.Leave && (verdict != Verdict.Agree || agreed != now))
        {
            outcomes.Count(verdict.ToString());
        }

        switch (verdict)
        {
            case Verdict.WriteCrm or Verdict.WriteErp:
                var planned = ToPlanned(link, one);
                Put(records, link, field, planned.Side, planned.New);
                BasesOf(link)[field] = now.With(planned.Side, planned.New);
                break;
            case Verdict.Agree or Verdict.Accept:
                BasesOf(link)[field] = now;
                break;
            case Verdict.HoldCrm or Verdict.HoldErp:
                after.Problems.ShouldContain((link.Id, field.Crm), $"{field} of link {link.Id} cannot go over and that is a problem");
                break;
            case Verdict.BothChanged or Verdict.NeverAgreed or Verdict.Cleared:
                Conflict(link, one, conflicts);
                break;
            default:
                break;
        }
    }

    private static bool IsWrite(Verdict verdict) => verdict is Verdict.WriteCrm or Verdict.WriteErp;

    private static Planned ToPlanned(LinkLook link, (Standing Standing, Verdict Verdict) one)
    {
        var target = one.Verdict == Verdict.WriteCrm ? Side.Crm : Side.Erp;
        return new Planned(link.Id, one.Standing.Field, target, one.Standing.Now[target], one.Standing.Carried(target.Other())!);
    }

    /// <summary>The connection of the highest rank that reaches a CRM field of a record feeds it alone.</summary>
    private bool FedElsewhere(Look look, LinkLook link, Field field) =>
        Enumerable.Range(1, link.System - 1).Any(before =>
            look.Find(before, link.Company) is not null && setups[before].Fields.Contains(field) && setups[before].Of(field).Direction != Direction.CrmToErp);

    private Dictionary<Field, Pair> BasesOf(LinkLook link) => bases.TryGetValue(link.Id, out var known) ? known : bases[link.Id] = [];

    private static (Dictionary<Place, Record> Records, Dictionary<(long, string), ConflictKind> Conflicts) Without(Look before, int system, long company, long newLink)
    {
        var conflicts = new Dictionary<(long, string), ConflictKind>(before.Conflicts);
        Forget(conflicts, before.Find(system, company)?.Id ?? 0);
        Forget(conflicts, newLink);
        return (new Dictionary<Place, Record>(before.Records), conflicts);
    }

    private static void Forget(Dictionary<(long Link, string), ConflictKind> conflicts, long link)
    {
        foreach (var key in conflicts.Keys.Where(key => key.Link == link).ToList())
        {
            conflicts.Remove(key);
        }
    }

    private static void Put(Dictionary<Place, Record> records, LinkLook link, Field field, Side side, string value)
    {
        var place = side == Side.Crm ? link.Crm : link.Erp;
        records[place] = records[place].With(field, value);
    }

    private void Check(Look before, Look after, IReadOnlyDictionary<Place, Record> records, IReadOnlyDictionary<(long, string), ConflictKind> conflicts)
    {
        HistoryTells.AllOf(before, after);
        ShouldBe(after.Records, records, (one, other) => one.Values.SequenceEqual(other.Values), record => string.Join('|', record.Values));
        ShouldBe(after.Conflicts, conflicts, (one, other) => one == other, kind => kind.ToString());
        LinksAreUnique(after);
        foreach (var link in after.Links)
        {
            // What is no longer shared has no base once the link was stored without it.
            var known = BasesOf(link).Where(one => link.Shared.Contains(one.Key)).ToDictionary();
            bases[link.Id] = known;
            ShouldBe(link.Bases, known, (one, other) => one == other, pair => $"{pair.Crm}|{pair.Erp}");
        }
    }

    private static void LinksAre(Look look, IEnumerable<LinkLook> foretold) =>
        look.Links.Select(link => (link.Id, link.Crm, link.Erp)).ShouldBe(foretold.Select(link => (link.Id, link.Crm, link.Erp)), "links go on with these records");

    private static void LinksAreUnique(Look look)
    {
        look.OpenOperations.ShouldBe(0);
        look.Links.All(link => link.IsActive).ShouldBeTrue();
        look.Links.DistinctBy(link => (link.System, link.Company)).Count().ShouldBe(look.Links.Count, "one link per record and connection");
        look.Links.DistinctBy(link => link.Erp).Count().ShouldBe(look.Links.Count, "one record per actor");
    }

    /// <summary>Words are made only for what differs: this is asked some million times.</summary>
    private static void ShouldBe<TKey, TValue>(
        IReadOnlyDictionary<TKey, TValue> there, IReadOnlyDictionary<TKey, TValue> foretold, Func<TValue, TValue, bool> same, Func<TValue, string> say)
    {
        if (there.Count != foretold.Count || there.Any(one => !foretold.TryGetValue(one.Key, out var other) || !same(one.Value, other)))
        {
            Say(there).ShouldBe(Say(foretold));
        }

        IEnumerable<string> Say(IReadOnlyDictionary<TKey, TValue> values) => values.Select(one => $"{one.Key}: {say(one.Value)}").Order(StringComparer.Ordinal);
    }
}
