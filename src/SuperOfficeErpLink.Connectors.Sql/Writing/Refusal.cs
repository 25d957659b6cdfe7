using System.Text.RegularExpressions;
using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>A database's refusal, told at the field it names where it names exactly one.</summary>
internal static partial class Refusal
{
    public static SaveOutcome.Rejected Outcome(ActorSource actor, SqlFailure.Refused refused)
    {
        var message = refused.Reason switch
        {
            RefusalReason.Blank => FieldErrors.MustBeFilledIn,
            RefusalReason.NotUnique => FieldErrors.NotUnique,
            _ => FieldErrors.Refused(refused.Message),
        };
        return new SaveOutcome.Rejected([new FieldError(FieldOf(actor, refused), message)]);
    }

    private static string? FieldOf(ActorSource actor, SqlFailure.Refused refused) =>
        refused.Column is { } column && actor.FindColumn(column) is { } field ? field.Key : NamedField(actor, refused.Message);

    private static string? NamedField(ActorSource actor, string message)
    {
        var words = Words().Matches(message).Select(match => match.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = actor.Fields.Where(field => words.Contains(field.Column)).Select(field => field.Key).Take(2).ToList();
        return named.Count == 1 ? named[0] : null;
    }

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.None, 1000)]
    private static partial Regex Words();
}
