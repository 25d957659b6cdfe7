using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

public enum TestStepKind
{
    Validate,
    Connect,
    Describe,

    /// <summary>It is the client that the connection was made for.</summary>
    Identity,

    /// <summary>One page of an actor type.</summary>
    Read,

    /// <summary>One list.</summary>
    List,
}

/// <param name="List">Name of the list that was read.</param>
/// <param name="Failure">Null: the step passed.</param>
/// <param name="Records">How many came, where the step read any.</param>
public sealed record TestStep(TestStepKind Kind, ActorType? Actor, string? List, TimeSpan Took, LocalText? Failure, int? Records = null);

/// <summary>What a test found.</summary>
/// <param name="Errors">Settings to correct; one without a key is about none in particular.</param>
/// <param name="Description">Null unless the connector described itself.</param>
/// <param name="Lists">The items of the lists that were read.</param>
public sealed record ConnectionTestResult(
    IReadOnlyList<TestStep> Steps, IReadOnlyList<SettingError> Errors, ErpDescription? Description, IReadOnlyDictionary<string, IReadOnlyList<ListItem>> Lists, TimeSpan Took)
{
    public bool Passed => Steps.All(step => step.Failure is null);

    public LocalText? Failure => Steps.FirstOrDefault(step => step.Failure is not null)?.Failure;
}

/// <param name="Whole">What a test or a refresh takes at most, also with a connector that ignores that it was told to stop.</param>
public sealed record TestLimits(TimeSpan Whole)
{
    public static TestLimits Default { get; } = new(TimeSpan.FromSeconds(20));
}
