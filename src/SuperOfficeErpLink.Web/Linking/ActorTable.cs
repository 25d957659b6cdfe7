using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Matching;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>A table of found actors to pick one from.</summary>
/// <param name="BodyId">Null: nothing is added to it.</param>
/// <param name="HasFocus">The keyboard goes on here.</param>
public sealed record ActorTable(string Caption, FoundActors Found, IReadOnlyList<FoundActor> Actors, ActorTexts Words, string? BodyId, bool HasFocus = false)
{
    /// <summary>Suggestions, with why.</summary>
    public bool HasMatches => Actors.Any(actor => actor.Match is not null);

    public IEnumerable<ActorRow> Rows => Actors.Select(actor =>
        new ActorRow(actor, Found.Columns, Found.NameOf(actor), Words.Show, actor.Match is { } match ? Words.Reasons(match) : null));
}

/// <summary>Found actors in words.</summary>
public sealed class ActorTexts(ErpTexts texts, ValueTexts values)
{
    public string Show(FieldInfo column, FieldValue value) => value.Text is { } text ? values.Show(column, text) : texts["Value.NotRead"];

    public string Reasons(Match match) => string.Join(", ", match.Reasons.Select(reason => texts[$"Reason.{reason.Kind}", reason.Percent]));

    public string Heading(FieldInfo column) => column.Name.In(CultureInfo.CurrentUICulture);
}
