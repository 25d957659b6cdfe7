using System.Reflection;
using SuperOfficeErpLink.Connectors.Conformance.Tests.Broken;

namespace SuperOfficeErpLink.Connectors.Conformance.Tests;

/// <summary>The kit is checked too: every promise has a connector that breaks it, and fails it.</summary>
public sealed class BrokenConnectorTests
{
    private static readonly Type[] Specifications =
        [.. typeof(BrokenOpening).Assembly.GetTypes().Where(type => type is { IsPublic: false, IsAbstract: false } && type.BaseType is { IsGenericType: true } parent && parent.GetGenericArguments() is [var erp] && erp == typeof(BrokenErp))];

    /// <summary>Promise by promise.</summary>
    public static TheoryData<string> Promises => [.. Specifications.SelectMany(PromisesOf).Select(method => method.Name).Distinct(StringComparer.Ordinal)];

    [Fact]
    public void Every_specification_of_the_kit_is_tried() =>
        Specifications.Select(type => type.BaseType!.GetGenericTypeDefinition()).ShouldBe(ComplianceSpecification<BrokenErp>.Specifications, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task A_promise_catches_the_connector_that_breaks_it(string promise)
    {
        Faults.ByPromise.ContainsKey(promise).ShouldBeTrue($"No fault breaks {promise}.");
        foreach (var specification in Specifications.Where(type => PromisesOf(type).Any(method => method.Name == promise)))
        {
            var method = PromisesOf(specification).Single(one => one.Name == promise);
            var failures = 0;
            foreach (var arguments in ArgumentsOf(method, specification))
            {
                failures += await FailsAsync(specification, method, arguments, Faults.ByPromise[promise]) ? 1 : 0;
            }

            failures.ShouldBeGreaterThan(0, $"{specification.BaseType!.Name} does not notice that a connector {Faults.ByPromise[promise]}.");
        }
    }

    [Fact]
    public void No_fault_is_named_for_a_promise_that_is_not_made() =>
        Faults.ByPromise.Keys.Except(Specifications.SelectMany(PromisesOf).Select(method => method.Name)).ShouldBeEmpty();

    private static IEnumerable<MethodInfo> PromisesOf(Type specification) =>
        specification.GetMethods().Where(method => method.IsDefined(typeof(PromiseAttribute)) || method.IsDefined(typeof(PromisesAttribute)));

    private static IEnumerable<object?[]> ArgumentsOf(MethodInfo method, Type specification)
    {
        if (method.IsDefined(typeof(PromiseAttribute)))
        {
            return [[]];
        }

        return method.GetCustomAttribute<MemberDataAttribute>() is { } member
            ? ((IEnumerable<object?[]>)specification.GetProperty(member.MemberName, BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy)!.GetValue(null)!).Take(3)
            : method.GetCustomAttributes<InlineDataAttribute>().Select(inline => inline.GetData(method).First() ?? [null]);
    }

    /// <summary>True when the test finds something; a connector that throws what it must not is found too, a fault that is broken itself is not.</summary>
    private static async Task<bool> FailsAsync(Type specification, MethodInfo method, object?[] arguments, Fault fault)
    {
        BrokenErp.Try(fault);
        var test = (IAsyncLifetime)Activator.CreateInstance(specification)!;
        await test.InitializeAsync();
        try
        {
            await (method.Invoke(test, BindingFlags.DoNotWrapExceptions, null, arguments, null) as Task ?? Task.CompletedTask);
            return false;
        }
        catch (Exception found) when (found is ShouldAssertException or ConnectorException or ArgumentException or ObjectDisposedException || found.Message == Faults.DisposedTwice)
        {
            return true;
        }
        finally
        {
            await test.DisposeAsync();
        }
    }
}
