using FsCheck;
using FsCheck.Fluent;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

internal enum StepKind
{
    EditCrm,
    EditErp,
    EditBoth,
    Link,
    Move,
    Create,
    Disconnect,

    /// <summary>A linked record is compared again, and each field that differs is chosen: CRM, ERP or both.</summary>
    Choose,
    RunChanges,
    RunEverything,
    SyncNow,
    DeleteCrm,
    DeleteErp,

    /// <summary>An actor becomes inactive, or active again.</summary>
    Retire,

    /// <summary>An administrator publishes other directions and policies.</summary>
    Publish,

    /// <summary>Open conflicts are decided one by one, on what the list shows.</summary>
    Decide,

    /// <summary>All conflicts of one field with one kind of difference are decided at once.</summary>
    DecideGroup,

    /// <summary>One field, one Save or one run is taken back, after its list was shown.</summary>
    Undo,

    /// <summary>One side's values go over again, after their list was shown.</summary>
    Resync,

    /// <summary>A conflict's outcome is made the rule.</summary>
    Rule,

    /// <summary>An actor becomes another one of its ERP.</summary>
    MergeErp,

    /// <summary>A company becomes another one.</summary>
    MergeCrm,

    /// <summary>Of two actors that a merge of their companies brought together, a person keeps one.</summary>
    Keep,
}

/// <summary>One step; what it does not need of this it leaves alone.</summary>
/// <param name="Choices">Which of what a dialog offers for each field; zero takes what is preselected.</param>
/// <param name="Meanwhile">Someone edits the record between a user's choice and his Save, or between a run's list and its release; whoever merges edits what is left.</param>
internal sealed record Step(StepKind Kind, int Company, int Actor, int System, Field Field, Letter Letter, Letter OtherLetter, int Choices, bool Meanwhile, Setup Setup)
{
    public bool ShowsNextRun => Choices % 4 != 0;

    public override string ToString()
    {
        var meanwhile = Meanwhile ? $" while {Field}={Letter}/{OtherLetter}" : "";
        return Kind switch
        {
            StepKind.EditCrm => $"CRM {Company} {Field}={Letter}",
            StepKind.EditErp => $"ERP {System} of {Company} or {Actor} {Field}={Letter}",
            StepKind.EditBoth => $"CRM {Company} {Field}={Letter} ERP {System}={OtherLetter}",
            StepKind.Link or StepKind.Move => $"{Kind} {Company} to {System}.{Actor} ({Choices:x}){meanwhile}",
            StepKind.Create or StepKind.Disconnect or StepKind.Choose => $"{Kind} {Company} on {System} ({Choices:x}){meanwhile}",
            StepKind.Decide or StepKind.DecideGroup or StepKind.Undo or StepKind.Resync or StepKind.Rule => $"{Kind} on {System} ({Choices:x}) of {Company}{meanwhile}",
            StepKind.MergeErp or StepKind.MergeCrm or StepKind.Keep => $"{Kind} {Company} {System}.{Actor} ({Choices:x}){meanwhile}",
            StepKind.Publish => $"Publish {System}: {Setup}{(ShowsNextRun ? ", show next" : "")}",
            _ => $"{Kind} {System} {Company} {Actor}{meanwhile}",
        };
    }
}

/// <param name="Setups">Of each connection at the start.</param>
internal sealed record History(IReadOnlyList<Setup> Setups, IReadOnlyList<Step> Steps)
{
    public static Arbitrary<History> Any { get; } = Arb.From(AnyHistory(), Shorter);

    public override string ToString() => $"\n{string.Join("\n", Setups)}\n · {string.Join("\n · ", Steps)}";

    private static Gen<History> AnyHistory() =>
        from connections in Gen.Frequency((4, Gen.Constant(1)), (3, Gen.Constant(2)), (1, Gen.Constant(3)))
        from setups in AnySetup().ListOf(connections)
        from length in Gen.Choose(9, 16)
        from steps in AnyStep(connections).ListOf(length)
        from first in Linked(1, 1)
        from second in Linked(connections, 2)
        select new History([.. setups], [first, second, .. steps]);

    /// <summary>Histories begin with links: without them little happens.</summary>
    private static Gen<Step> Linked(int system, int number) =>
        from step in AnyStep(system)
        select step with { Kind = StepKind.Link, System = system, Company = number, Actor = number, Meanwhile = false };

    private static Gen<Setup> AnySetup() =>
        from phone in AnyPolicy()
        from web in AnyPolicy()
        from address in AnyPolicy()
        from term in AnyPolicy()
        from mapsPhone in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from mapsWeb in Gen.Frequency((2, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new Setup(phone, web, address, term, mapsPhone, mapsWeb);

    private static Gen<Policy> AnyPolicy() =>
        from direction in Gen.Frequency((1, Gen.Constant(Direction.ErpToCrm)), (1, Gen.Constant(Direction.CrmToErp)), (3, Gen.Constant(Direction.Both)))
        from whenBlank in Gen.Frequency((3, Gen.Constant(WhenBlank.Clears)), (4, Gen.Constant(WhenBlank.NeverClears)), (6, Gen.Constant(WhenBlank.Ask)))
        from onConflict in Gen.Frequency((3, Gen.Constant(OnConflict.Ask)), (1, Gen.Constant(OnConflict.ErpWins)), (1, Gen.Constant(OnConflict.CrmWins)))
        select new Policy(direction, whenBlank, onConflict);

    private static Gen<Step> AnyStep(int connections) =>
        from kind in Gen.Frequency(
            (9, Gen.Constant(StepKind.EditCrm)), (9, Gen.Constant(StepKind.EditErp)), (9, Gen.Constant(StepKind.EditBoth)), (3, Gen.Constant(StepKind.Link)),
            (9, Gen.Constant(StepKind.Move)), (4, Gen.Constant(StepKind.Create)), (5, Gen.Constant(StepKind.Disconnect)), (6, Gen.Constant(StepKind.Choose)),
            (8, Gen.Constant(StepKind.RunChanges)), (8, Gen.Constant(StepKind.RunEverything)), (6, Gen.Constant(StepKind.SyncNow)), (5, Gen.Constant(StepKind.DeleteCrm)),
            (5, Gen.Constant(StepKind.DeleteErp)), (7, Gen.Constant(StepKind.Retire)), (8, Gen.Constant(StepKind.Publish)), (10, Gen.Constant(StepKind.Decide)),
            (9, Gen.Constant(StepKind.DecideGroup)), (7, Gen.Constant(StepKind.Undo)), (5, Gen.Constant(StepKind.Resync)), (9, Gen.Constant(StepKind.Rule)),
            (6, Gen.Constant(StepKind.MergeErp)), (6, Gen.Constant(StepKind.MergeCrm)), (5, Gen.Constant(StepKind.Keep)))
        from company in Gen.Choose(1, 4)
        from actor in Gen.Choose(1, 4)
        from system in Gen.Choose(1, connections)
        from field in Gen.Frequency(Field.Edited.Select(one => (one == Field.Number ? 1 : one == Field.Term ? 7 : 3, Gen.Constant(one))).ToArray())
        from letter in AnyLetter()
        from other in AnyLetter()
        from choices in Gen.Choose(0, 0xffff)
        from meanwhile in Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true)))
        from setup in AnySetup()
        select new Step(kind, company, actor, system, field, letter, other, choices, meanwhile, setup);

    /// <summary>What is not simply another value comes a little more often: less comes of it.</summary>
    private static Gen<Letter> AnyLetter() => Gen.Frequency(
        (5, Gen.Constant(Letter.Blank)), (4, Gen.Constant(Letter.One)), (3, Gen.Constant(Letter.OneInOtherForm)), (4, Gen.Constant(Letter.Other)), (6, Gen.Constant(Letter.Odd)));

    private static IEnumerable<History> Shorter(History history) =>
        Enumerable.Range(0, history.Steps.Count).Select(left => history with { Steps = [.. history.Steps.Where((_, index) => index != left)] });
}
