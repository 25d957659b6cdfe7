using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Writing;

/// <summary>A refusal of Tryton's, told at the field where its text names exactly one of those written: by the field's label or by the value, in quotes.</summary>
internal static class Refusal
{
    public static SaveOutcome.Rejected Outcome(Installation installation, ActorShape shape, IReadOnlyList<FieldWrite> writes, RpcError error) => error.Kind switch
    {
        RpcErrorKind.Refusal => new([new FieldError(Named(installation, shape, writes, error.Message), TrytonErrors.Refused(error.Message))]),
        RpcErrorKind.Warning => new([new FieldError(null, TrytonErrors.Asks(error.Message))]),
        _ => new([new FieldError(null, TrytonErrors.Fault)]),
    };

    private static string? Named(Installation installation, ActorShape shape, IReadOnlyList<FieldWrite> writes, string message)
    {
        var byValue = Only(writes, write => write.Change.New.HasText && write.Value is string text && message.Contains($"\"{text}\"", StringComparison.Ordinal));
        return byValue ?? Only(writes, write => installation.LabelOf(write.Field.Model(shape.Model), write.Field.Column) is { Length: > 0 } label
            && message.Contains($"\"{label}\"", StringComparison.Ordinal));
    }

    private static string? Only(IReadOnlyList<FieldWrite> writes, Func<FieldWrite, bool> isNamed)
    {
        var named = writes.Where(isNamed).Take(2).ToList();
        return named is [var one] ? one.Field.Key : null;
    }
}
