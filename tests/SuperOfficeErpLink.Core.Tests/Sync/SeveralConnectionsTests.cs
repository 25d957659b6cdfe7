using FsCheck;
using FsCheck.Fluent;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Sync;

/// <summary>Three connections of falling rank map one CRM field; only the highest that feeds it may write it.</summary>
public sealed class SeveralConnectionsTests
{
    private static readonly string[] Values = ["", "a", "A", "b"];

    [Fact]
    public void In_the_third_round_nothing_is_written()
    {
        var written = 0;
        Seed.Check(
            Prop.ForAll(Arb.From(AnyRecord), record =>
            {
                var sides = new Sides(record);
                foreach (var edits in record.Edits)
                {
                    sides.Edit(edits);
                    written += sides.Round();
                }

                sides.Round();
                sides.Round();
                sides.Round().ShouldBe(0);
            }),
            1000);
        written.ShouldBeGreaterThan(1000);
    }

    private static Gen<FieldMapping> AnyMapping =>
        from direction in Gen.Frequency((3, Gen.Constant(Direction.ErpToCrm)), (1, Gen.Constant(Direction.CrmToErp)), (2, Gen.Constant(Direction.Both)))
        from whenBlank in Gen.Elements(Enum.GetValues<WhenBlank>())
        from onConflict in Gen.Elements(Enum.GetValues<OnConflict>())
        select new FieldMapping("erp-name", "crm-name", direction, WhenBlank: whenBlank, OnConflict: onConflict);

    private static Gen<LinkedThrice> AnyRecord =>
        from mappings in AnyMapping.ListOf(3)
        from count in Gen.Choose(1, 6)
        from edits in Gen.Zip(Gen.Choose(0, 3), Gen.Elements(Values)).ListOf(2).ListOf(count)
        select new LinkedThrice([.. mappings], [.. edits.Select(round => round.Select(edit => (edit.Item1, edit.Item2)).ToArray())]);

    /// <param name="Edits">By round; place 0 is the CRM, 1 to 3 are the ERP systems.</param>
    private sealed record LinkedThrice(FieldMapping[] Mappings, (int Place, string Value)[][] Edits)
    {
        public override string ToString() =>
            $"{string.Join(", ", Mappings.Select(mapping => $"{mapping.Direction}/{mapping.WhenBlank}/{mapping.OnConflict}"))}: "
            + string.Join(" | ", Edits.Select(round => string.Join(", ", round.Select(edit => $"{edit.Place}='{edit.Value}'"))));
    }

    private sealed class Sides(LinkedThrice record)
    {
        private readonly string[] held = ["", "", "", ""];
        private readonly BasePair?[] bases = [null, null, null];

        public void Edit((int Place, string Value)[] edits)
        {
            foreach (var (place, value) in edits)
            {
                held[place] = value;
            }
        }

        /// <summary>Every connection once, the highest rank first; returns how much was written.</summary>
        public int Round() => Enumerable.Range(0, record.Mappings.Length).Sum(Sync);

        private int Sync(int connection)
        {
            var isFedByHigher = record.Mappings[..connection].Any(mapping => mapping.Direction != Direction.CrmToErp);
            var restraints = Restraints.None with { FedElsewhere = new HashSet<string>(isFedByHigher ? ["crm-name"] : [], StringComparer.Ordinal) };
            var rules = Given.Rules(record.Mappings[connection]);
            var plan = RecordPlanner.Plan(rules, Given.State(held[0], held[connection + 1], bases[connection]), restraints, Given.Now);
            foreach (var write in plan.Writes)
            {
                held[write.Target == Side.Crm ? 0 : connection + 1] = write.New;
            }

            if (plan.Decisions[0].Kind is DecisionKind.Write or DecisionKind.Agree or DecisionKind.Accept)
            {
                bases[connection] = new BasePair(held[0], held[connection + 1]);
            }

            return plan.Writes.Count;
        }
    }
}
