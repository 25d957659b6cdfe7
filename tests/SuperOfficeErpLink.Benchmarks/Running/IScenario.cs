namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>One named set of cases; a file in the folder Scenarios and a place in Program's list.</summary>
internal interface IScenario
{
    string Name { get; }

    /// <summary>Options besides <c>--keep</c>, with what they are when not given.</summary>
    IReadOnlyDictionary<string, int> Options { get; }

    /// <exception cref="CannotRunException">The scenario cannot be run here.</exception>
    /// <exception cref="IncompleteException">It was run, but not everything it measures was done.</exception>
    Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken);
}

/// <summary>The message is the one line that says why, and what to do.</summary>
#pragma warning disable CA1710 // Neither is a fault of the program.
internal sealed class CannotRunException(string message, Exception? innerException = null) : Exception(message, innerException);

internal sealed class IncompleteException(string message, Exception? innerException = null) : Exception(message, innerException);
#pragma warning restore CA1710
