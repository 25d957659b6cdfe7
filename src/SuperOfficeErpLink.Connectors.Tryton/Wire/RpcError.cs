using System.Text.Json;

namespace SuperOfficeErpLink.Connectors.Tryton.Wire;

/// <summary>What kind of error a call ended with. Whatever it is, Tryton has undone all of the call.</summary>
internal enum RpcErrorKind
{
    /// <summary>A rule of Tryton's, said to its user: validation, a missing record, no access.</summary>
    Refusal,

    /// <summary>Tryton asks its user whether to go on.</summary>
    Warning,

    /// <summary>A record is not as it was.</summary>
    Concurrency,

    /// <summary>The database chose others; the same call may succeed.</summary>
    Transient,

    /// <summary>A fault of the server's or ours.</summary>
    Fault,
}

/// <summary>An error as the wire has it: a class name with its arguments, or only a text.</summary>
internal sealed record RpcError(RpcErrorKind Kind, string Message)
{
    private static readonly string[] PassingConflicts = ["could not serialize access", "deadlock detected", "could not obtain lock"];

    public static RpcError Read(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Array || error.GetArrayLength() == 0)
        {
            return new(RpcErrorKind.Fault, "An error without a name");
        }

        var name = TextOf(error[0]);
        var arguments = error.GetArrayLength() > 1 ? error[1] : default;
        return name switch
        {
            "UserError" => new(RpcErrorKind.Refusal, Argument(arguments, 0)),
            "UserWarning" => new(RpcErrorKind.Warning, Argument(arguments, 1)),
            "ConcurrencyException" => new(RpcErrorKind.Concurrency, TextOf(arguments)),
            _ => new(PassingConflicts.Any(text => name.Contains(text, StringComparison.Ordinal)) ? RpcErrorKind.Transient : RpcErrorKind.Fault, name.Trim()),
        };
    }

    private static string Argument(JsonElement arguments, int index) =>
        arguments.ValueKind == JsonValueKind.Array && arguments.GetArrayLength() > index ? TextOf(arguments[index]) : TextOf(arguments);

    private static string TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() ?? "" : "";
}
