using System.Text.Json;

namespace SuperOfficeErpLink.Connectors.Tryton.Wire;

/// <summary>What became of a call that may have written.</summary>
internal abstract record RpcOutcome
{
    private RpcOutcome()
    {
    }

    public sealed record Done(JsonElement Result) : RpcOutcome;

    /// <summary>Tryton refused and undid all of it.</summary>
    public sealed record Failed(RpcError Error) : RpcOutcome;

    public sealed record NotSent(ConnectorException Cause) : RpcOutcome;

    public sealed record Lost(ConnectorException Cause) : RpcOutcome;
}

/// <summary>A read's result, and the server's own clock when it answered.</summary>
internal sealed record RpcResult(JsonElement Value, DateTimeOffset? AnsweredAt);
