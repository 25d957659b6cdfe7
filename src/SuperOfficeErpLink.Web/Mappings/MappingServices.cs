using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Mappings;

/// <summary>What every page of a connection's configuration works with.</summary>
public sealed record MappingServices(MappingDrafts Drafts, IConnectionStore Connections, MappingWords Words, MappingTexts Texts);
