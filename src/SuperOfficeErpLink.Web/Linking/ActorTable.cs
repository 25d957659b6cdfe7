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
        new ActorRow(actor, Found.Columns, Words.NameOf(Found, actor), Words.Show, actor.Match is { } match ? Words.Reasons(match) : null));
}

/// <summary>Found actors in words.</summary>
public sealed class ActorTexts(ErpTexts texts, ValueTexts values)
{
    public string Show(FieldInfo column, FieldValue value) => value.Text is { } text ? values.Show(column, text) : texts["Value.NotRead"];

    public string Reasons(Match match) => string.Join(", ", match.Reasons.Select(reason => texts[$"Reason.{reason.Kind}", reason.Percent]));

    public string Heading(FieldInfo column) => column.Name.In(CultureInfo.CurrentUICulture);

    /// <summary>What a row is called: its name and number.</summary>
    public string NameOf(FoundActors found, FoundActor actor)
    {
        var name = ActorNames.FieldOf(found.ActorType);
        var index = found.Columns.ToList().FindIndex(column => column.Key == name);
        return index >= 0 && actor.Values[index].HasText ? $"{actor.Values[index].Text} {actor.Key}" : actor.Key;
    }
}
