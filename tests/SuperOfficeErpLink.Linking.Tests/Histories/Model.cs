using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>What is to become of one field.</summary>
internal enum Verdict
{
    Leave,
    Agree,
    Accept,
    WriteCrm,
    WriteErp,
    HoldCrm,
    HoldErp,
    BothChanged,
    NeverAgreed,
    Cleared,

    /// <summary>A connection of higher rank feeds the CRM field.</summary>
    FedElsewhere,

    /// <summary>The actor is inactive.</summary>
    ActorWaits,
}

/// <summary>One field of a link: what stands on both sides, and what stood there when they were last agreed or accepted.</summary>
internal sealed record Standing(Field Field, Pair Now, Pair? Base)
{
    public bool Agrees => Now.Crm.Length == 0 || Now.Erp.Length == 0
        ? Now.Crm.Length == Now.Erp.Length
        : Arrives(Side.Crm) is { } there && Same(Cut(Side.Erp, there), Now.Erp) || Arrives(Side.Erp) is { } back && Same(Cut(Side.Crm, back), Now.Crm);

    public bool Changed(Side side) => Base is { } agreed && !Same(agreed[side], Now[side]);

    public bool WasCleared(Side side) => Now[side].Length == 0 && Base is { } agreed && agreed[side].Length > 0;

    /// <summary>What the other side would be given; null when it cannot hold it.</summary>
    public string? Carried(Side from)
    {
        var (to, value) = (from.Other(), Arrives(from));
        return to == Side.Erp && Field.ErpIsReadOnly || value is null || Cut(to, value) != value ? null : value;
    }

    private string? Arrives(Side from) =>
        Now[from].Length == 0 || Field.Items is null ? Now[from]
        : from == Side.Crm ? Array.Find(Field.Items, item => item.Crm == Now.Crm).Erp
        : Array.Find(Field.Items, item => item.Erp == Now.Erp).Crm;

    private string Cut(Side side, string value)
    {
        var length = side == Side.Crm ? Field.CrmLength : Field.ErpLength;
        return length > 0 && value.Length > length ? value[..length] : value;
    }

    private bool Same(string one, string other) => string.Equals(one, other, Field.Items is null ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}

/// <summary>The sentences about deciding, written from their words; it shares no code with the product.</summary>
internal static class Model
{
    private static readonly Side[] BothSides = [Side.Crm, Side.Erp];

    public static Verdict[] Decide(IReadOnlyList<Standing> group, Policy policy, bool fedElsewhere, bool actorWaits)
    {
        var differing = group.Where(field => !field.Agrees).ToList();
        var verdicts = group.Select(field => field.Agrees ? Verdict.Agree : Verdict.Leave).ToArray();
        if (differing.Count == 0)
        {
            return verdicts;
        }

        var (source, instead) = Source(differing, policy);
        var going = differing.Select(field => source is { } side ? Over(field, side, policy) : instead).ToList();
        if (going.Find(one => one is Verdict.HoldCrm or Verdict.HoldErp or Verdict.Cleared) is var waiting and not Verdict.Leave)
        {
            going = [.. going.Select(_ => waiting)];
        }

        return Put(verdicts, Restrain(going, policy, fedElsewhere, actorWaits));
    }

    /// <summary>One side's values go over again, whatever was agreed; blanks only where they shall clear.</summary>
    public static Verdict[] Resync(IReadOnlyList<Standing> group, Policy policy, Side from, bool blanksClear, bool fedElsewhere, bool actorWaits)
    {
        var verdicts = group.Select(field => field.Agrees ? Verdict.Agree : Verdict.Leave).ToArray();
        var lets = policy.Direction == Direction.Both || policy.Direction == (from == Side.Crm ? Direction.CrmToErp : Direction.ErpToCrm);
        var (write, hold) = from == Side.Crm ? (Verdict.WriteErp, Verdict.HoldErp) : (Verdict.WriteCrm, Verdict.HoldCrm);
        var going = group.Where(field => !field.Agrees)
            .Select(field => !lets || (field.Now[from].Length == 0 && !blanksClear) ? Verdict.Leave : field.Carried(from) is null ? hold : write).ToList();
        if (going.Contains(hold))
        {
            going = [.. going.Select(_ => hold)];
        }

        return Put(verdicts, Restrain(going, policy, fedElsewhere, actorWaits));
    }

    private static (Side? Source, Verdict Instead) Source(List<Standing> differing, Policy policy)
    {
        Side? owner = policy.Direction switch { Direction.ErpToCrm => Side.Erp, Direction.CrmToErp => Side.Crm, _ => null };
        if (differing.Any(field => field.Base is null))
        {
            var blank = BothSides.Where(side => differing.All(field => field.Now[side].Length == 0)).ToList();
            return blank is [var only] && owner != only ? (only.Other(), default) : owner is { } oneWay ? (oneWay, default) : (null, Verdict.NeverAgreed);
        }

        var changed = BothSides.Where(side => differing.Any(field => field.Changed(side))).ToList();
        return (changed, owner, policy.OnConflict) switch
        {
            ([], _, _) => (null, Verdict.Leave),
            (_, { } oneWay, _) => (oneWay, default),
            ([var one], _, _) => (one, default),
            (_, _, OnConflict.ErpWins) => (Side.Erp, default),
            (_, _, OnConflict.CrmWins) => (Side.Crm, default),
            _ => (null, Verdict.BothChanged),
        };
    }

    private static Verdict Over(Standing field, Side source, Policy policy) =>
        (field.Now[source].Length == 0, field.WasCleared(source), policy.WhenBlank) switch
        {
            (true, false, _) or (true, true, WhenBlank.NeverClears) => Verdict.Accept,
            (true, true, WhenBlank.Ask) => Verdict.Cleared,
            _ when field.Carried(source) is null => source == Side.Crm ? Verdict.HoldErp : Verdict.HoldCrm,
            _ => source == Side.Crm ? Verdict.WriteErp : Verdict.WriteCrm,
        };

    /// <summary>A field that another connection feeds only sends; an inactive actor is not written. A group waits whole.</summary>
    private static List<Verdict> Restrain(List<Verdict> going, Policy policy, bool fedElsewhere, bool actorWaits)
    {
        var restrained = going.Select(one =>
            fedElsewhere && policy.Direction != Direction.CrmToErp && !(one == Verdict.WriteErp && policy.Direction == Direction.Both) && one != Verdict.Leave
                ? Verdict.FedElsewhere
            : actorWaits && one == Verdict.WriteErp ? Verdict.ActorWaits
            : one).ToList();
        return restrained.SequenceEqual(going)
            ? restrained
            : [.. restrained.Select(one => one is Verdict.WriteCrm or Verdict.WriteErp or Verdict.Accept ? Verdict.Leave : one)];
    }

    private static Verdict[] Put(Verdict[] verdicts, List<Verdict> differing)
    {
        var next = 0;
        return [.. verdicts.Select(one => one == Verdict.Agree ? one : differing[next++])];
    }
}
