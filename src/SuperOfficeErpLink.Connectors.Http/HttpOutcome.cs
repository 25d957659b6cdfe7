using System.Net;

namespace SuperOfficeErpLink.Connectors.Http;

/// <summary>What became of a call that may have written something.</summary>
public abstract record HttpOutcome
{
    private HttpOutcome()
    {
    }

    /// <summary>The answer, which is a success.</summary>
    /// <exception cref="ConnectorException">It is none, or there is none: by the table in <see cref="HttpFailures"/>.</exception>
    public HttpAnswer Success() => this switch
    {
        Answered { Answer: { IsSuccess: true } answer } => answer,
        Answered(var answer) => throw answer.Failure(),
        NotSent { Cause: var cause } => throw cause,
        Lost(var cause) => throw cause,
        _ => throw new InvalidOperationException("An outcome of a kind of its own."),
    };

    /// <summary>The server has decided: its status, success or refusal, and its answer say what it did.</summary>
    public sealed record Answered(HttpAnswer Answer) : HttpOutcome;

    /// <summary>Provably nothing was done: the request never left, or was turned away before anything looked at it.</summary>
    /// <param name="Status">By which it was turned away; null when it never left.</param>
    public sealed record NotSent(ConnectorException Cause, HttpStatusCode? Status = null) : HttpOutcome;

    /// <summary>The request left and the answer did not come, or came from someone who cannot know: it may or may not have been done.</summary>
    public sealed record Lost(ConnectorException Cause) : HttpOutcome;
}
