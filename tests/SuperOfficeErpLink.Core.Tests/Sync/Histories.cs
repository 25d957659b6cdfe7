using FsCheck;
using FsCheck.Fluent;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Sync;

/// <summary>How a field is synced; may change in the middle of a history.</summary>
internal sealed record Policy(Direction Direction, WhenBlank WhenBlank, OnConflict OnConflict);

internal enum StepKind
{
    /// <summary>A user or the ERP edits one field of one side.</summary>
    Edit,

    /// <summary>The sides are edited apart before anyone syncs.</summary>
    EditBoth,

    /// <summary>Decide, and do what was decided.</summary>
    Sync,

    /// <summary>One side cannot tell one value at the next sync.</summary>
    Unread,

    /// <summary>An administrator changes direction and policies.</summary>
    Configure,

    /// <summary>An administrator maps the field anew: it has no base and no conflict any more.</summary>
    MapAnew,

    /// <summary>A person decides that both values stay.</summary>
    KeepBoth,

    /// <summary>A write is interrupted and leaves a value nobody sent.</summary>
    Interrupt,
}

internal sealed record Step(StepKind Kind, Side Side, int Field, string Value, Policy Policy)
{
    /// <summary>What the ERP is edited to when both sides are.</summary>
    public string OtherValue => Value switch { "" => "a", "bbb" => "", _ => "bbb" };

    public override string ToString() => Kind switch
    {
        StepKind.Edit => $"{Side}[{Field}]='{Value}'",
        StepKind.EditBoth => $"Crm[{Field}]='{Value}' Erp[{Field}]='{OtherValue}'",
        StepKind.Unread => $"{Side}[{Field}] unread",
        StepKind.Configure => $"{Policy.Direction}/{Policy.WhenBlank}/{Policy.OnConflict}",
        StepKind.MapAnew or StepKind.KeepBoth or StepKind.Interrupt => $"{Kind} [{Field}]",
        StepKind.Sync => "sync",
        _ => Kind.ToString(),
    };
}

/// <param name="Short">The side that holds two characters only; null: neither.</param>
internal sealed record History(Side? Short, Policy Start, IReadOnlyList<Step> Steps)
{
    public override string ToString() =>
        $"short {(Short is { } side ? side : "none")}, {Start.Direction}/{Start.WhenBlank}/{Start.OnConflict}: {string.Join(" · ", Steps)}";
}

/// <summary>Generates histories over four values: blank, one, the same in another form, and one that a short side cannot hold.</summary>
internal static class Histories
{
    private static readonly Gen<string> Value = Gen.Frequency((3, Gen.Constant("")), (3, Gen.Constant("a")), (1, Gen.Constant("A")), (4, Gen.Constant("bbb")));

    private static readonly Gen<Side> AnySide = Gen.Elements(Side.Crm, Side.Erp);

    private static readonly Gen<Policy> AnyPolicy =
        from direction in Gen.Frequency((1, Gen.Constant(Direction.ErpToCrm)), (1, Gen.Constant(Direction.CrmToErp)), (3, Gen.Constant(Direction.Both)))
        from whenBlank in Gen.Frequency((2, Gen.Constant(WhenBlank.Clears)), (2, Gen.Constant(WhenBlank.NeverClears)), (3, Gen.Constant(WhenBlank.Ask)))
        from onConflict in Gen.Frequency((3, Gen.Constant(OnConflict.Ask)), (1, Gen.Constant(OnConflict.ErpWins)), (1, Gen.Constant(OnConflict.CrmWins)))
        select new Policy(direction, whenBlank, onConflict);

    public static Arbitrary<History> Of(int fields, bool interrupted)
    {
        var step = AnyStep(fields, interrupted);
        var history =
            from tooShort in Gen.Elements<Side?>(null, Side.Crm, Side.Erp)
            from start in AnyPolicy
            from length in Gen.Choose(12, 60)
            from steps in step.ListOf(length)
            select new History(tooShort, start, [.. steps]);
        return Arb.From(history, Shorter);
    }

    private static Gen<Step> AnyStep(int fields, bool interrupted)
    {
        var kind = Gen.Frequency(
            (30, Gen.Constant(StepKind.Edit)), (7, Gen.Constant(StepKind.EditBoth)), (20, Gen.Constant(StepKind.Sync)), (2, Gen.Constant(StepKind.Unread)), (5, Gen.Constant(StepKind.Configure)),
            (4, Gen.Constant(StepKind.MapAnew)), (4, Gen.Constant(StepKind.KeepBoth)), (interrupted ? 1 : 0, Gen.Constant(StepKind.Interrupt)));
        return from chosen in kind
               from side in AnySide
               from field in Gen.Choose(0, fields - 1)
               from value in Value
               from policy in AnyPolicy
               select new Step(chosen, side, field, value, policy);
    }

    private static IEnumerable<History> Shorter(History history) =>
        Enumerable.Range(0, history.Steps.Count).Select(left => history with { Steps = [.. history.Steps.Where((_, index) => index != left)] });
}
