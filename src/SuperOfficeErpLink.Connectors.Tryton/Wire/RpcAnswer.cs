using System.Text.Json;
using SuperOfficeErpLink.Connectors.Http;

namespace SuperOfficeErpLink.Connectors.Tryton.Wire;

/// <summary>Takes an answer apart.</summary>
internal static class RpcAnswer
{
    public static RpcError? ErrorIn(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error", out var error) ? RpcError.Read(error) : null;

    /// <exception cref="ConnectorException">Unreachable: JSON, and not Tryton's.</exception>
    public static JsonElement ResultIn(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("result", out var result) ? result : throw TrytonTexts.NotTryton();

    public static RpcOutcome Judge(HttpOutcome outcome)
    {
        switch (outcome)
        {
            case HttpOutcome.NotSent { Cause: var cause }:
                return new RpcOutcome.NotSent(cause);
            case HttpOutcome.Lost(var cause):
                return new RpcOutcome.Lost(cause);
            case HttpOutcome.Answered { Answer: { IsSuccess: false } refused }:
                return new RpcOutcome.NotSent(refused.Failure());
            case HttpOutcome.Answered(var answer):
                try
                {
                    var body = answer.Json();
                    return ErrorIn(body) is { } error ? new RpcOutcome.Failed(error) : new RpcOutcome.Done(ResultIn(body));
                }
                catch (ConnectorException garbled)
                {
                    return new RpcOutcome.Lost(garbled);
                }

            default:
                throw new InvalidOperationException("An outcome of a kind of its own.");
        }
    }
}
