using System.Reflection;

namespace SuperOfficeErpLink.Connectors.Conformance;

/// <summary>A connector that inherits this cannot leave out another specification without saying why.</summary>
public abstract class ComplianceSpecification<TErp>
    where TErp : ErpUnderTest, new()
{
    /// <summary>Every specification of the kit but this one.</summary>
    public static IReadOnlyList<Type> Specifications { get; } =
        [.. typeof(ErpUnderTest).Assembly.GetExportedTypes().Where(type => IsSpecification(type) && type != typeof(Specification<>))];

    [Fact]
    public void Every_specification_is_inherited_or_left_out_for_a_reason()
    {
        var leftOut = typeof(TErp).GetCustomAttributes<LeavesOutAttribute>().ToList();
        leftOut.ShouldAllBe(one => one.Reason.Length >= 10 && Specifications.Contains(one.Specification));
        var inherited = GetType().Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsPublic: true }).SelectMany(Bases).ToHashSet();
        inherited.Overlaps(leftOut.Select(one => one.Specification)).ShouldBeFalse("what is inherited is not left out");
        Specifications.Except(inherited).Except(leftOut.Select(one => one.Specification)).ShouldBeEmpty();
    }

    private static bool IsSpecification(Type type)
    {
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent.IsGenericType && parent.GetGenericTypeDefinition() == typeof(Specification<>))
            {
                return type.IsAbstract;
            }
        }

        return false;
    }

    /// <summary>What a test class inherits for this ERP.</summary>
    private static IEnumerable<Type> Bases(Type type)
    {
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent.IsGenericType && parent.GetGenericArguments() is [var erp] && erp == typeof(TErp))
            {
                yield return parent.GetGenericTypeDefinition();
            }
        }
    }
}
