namespace SuperOfficeErpLink.Connectors.Http;

/// <summary>What became of a call that may have written something.</summary>
public abstract record HttpOutcome
{
    private HttpOutcome()
    {
    }

    /// <summary>The server has decided: its status, success or refusal, and its answer say what it did.</summary>
    public sealed record Answered(HttpAnswer Answer) : HttpOutcome;

    /// <summary>Provably nothing was done: the request never left, or was turned away before anything looked at it.</summary>
    public sealed record NotSent(ConnectorException Cause) : HttpOutcome;

    /// <summary>The request left and the answer did not come, or came from someone who cannot know: it may or may not have been done.</summary>
    public sealed record Lost(ConnectorException Cause) : HttpOutcome;
}
