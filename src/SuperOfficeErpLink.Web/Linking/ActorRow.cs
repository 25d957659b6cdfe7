using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>One row of the search dialog.</summary>
/// <param name="Reasons">Null: not a suggestion.</param>
public sealed record ActorRow(FoundActor Actor, IReadOnlyList<FieldInfo> Columns, string Name, Func<FieldInfo, FieldValue, string> Show, string? Reasons);
