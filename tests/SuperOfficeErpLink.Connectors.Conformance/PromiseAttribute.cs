using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace SuperOfficeErpLink.Connectors.Conformance;

/// <summary>One promise of the contract. Skipped, visibly, for an ERP that cannot be had here; see <see cref="NeedsAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("SuperOfficeErpLink.Connectors.Conformance.PromiseDiscoverer", "SuperOfficeErpLink.Connectors.Conformance")]
public sealed class PromiseAttribute : FactAttribute;

/// <summary>One promise of the contract, tried with several values.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("SuperOfficeErpLink.Connectors.Conformance.PromisesDiscoverer", "SuperOfficeErpLink.Connectors.Conformance")]
public sealed class PromisesAttribute : TheoryAttribute;

/// <summary>On an <see cref="ErpUnderTest"/>: it runs only where an environment variable says which server to use.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsAttribute(string variable) : Attribute
{
    public string Variable { get; } = variable;

    /// <summary>Why a test of this ERP cannot run; null when it can.</summary>
    public static string? WhyNot(Type erp) =>
        erp.GetCustomAttribute<NeedsAttribute>() is { } needs && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(needs.Variable))
            ? $"{needs.Variable} names no server."
            : null;

    internal static string? WhyNot(ITestMethod method)
    {
        for (var type = method.TestClass.Class.ToRuntimeType(); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Specification<>))
            {
                return WhyNot(type.GetGenericArguments()[0]);
            }
        }

        return null;
    }
}

/// <summary>Finds the tests that <see cref="PromiseAttribute"/> marks.</summary>
public sealed class PromiseDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        NeedsAttribute.WhyNot(testMethod) is null
            ? base.CreateTestCase(discoveryOptions, testMethod, factAttribute)
            : new ServerMissingTestCase(DiagnosticMessageSink, testMethod);
}

/// <summary>Finds the tests that <see cref="PromisesAttribute"/> marks.</summary>
public sealed class PromisesDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        NeedsAttribute.WhyNot(testMethod) is null
            ? base.Discover(discoveryOptions, testMethod, theoryAttribute)
            : [new ServerMissingTestCase(DiagnosticMessageSink, testMethod)];
}

/// <summary>A test that says which server it would need.</summary>
public sealed class ServerMissingTestCase : XunitTestCase
{
    [Obsolete("Only for reading a test case back.")]
    public ServerMissingTestCase()
    {
    }

    public ServerMissingTestCase(IMessageSink sink, ITestMethod method)
        : base(sink, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, method)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) => NeedsAttribute.WhyNot(TestMethod);
}
