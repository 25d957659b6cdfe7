using System.ComponentModel;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("SuperOfficeErpLink.Connectors.Sql.Tests.SkippingTestFramework", "SuperOfficeErpLink.Connectors.Sql.Tests")]

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>Skips the tests of classes whose <see cref="OnlyWithAttribute"/> says why they cannot run: an inherited test has no attribute of its own to say it.</summary>
public sealed class SkippingTestFramework(IMessageSink sink) : XunitTestFramework(sink)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink sink)
        : XunitTestFrameworkExecutor(assembly, sources, sink)
    {
        protected override async void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new XunitTestAssemblyRunner(
                TestAssembly, testCases.Select(one => WhyNot(one) is { } reason ? new SkippedTestCase(DiagnosticMessageSink, one, reason) : one).ToList(),
                DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
            PostgreSqlCluster.Stop();
        }

        private static string? WhyNot(IXunitTestCase one) =>
            one.TestMethod.TestClass.Class.ToRuntimeType().GetCustomAttribute<OnlyWithAttribute>()?.WhyNot;
    }

    private sealed class SkippedTestCase : XunitTestCase
    {
        [EditorBrowsable(EditorBrowsableState.Never)]
        [Obsolete("For the runner only.")]
        public SkippedTestCase()
        {
        }

        public SkippedTestCase(IMessageSink sink, IXunitTestCase one, string reason)
            : base(sink, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, one.TestMethod, one.TestMethodArguments) => SkipReason = reason;
    }
}
