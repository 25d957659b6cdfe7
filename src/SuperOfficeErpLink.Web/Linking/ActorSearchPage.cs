using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Cards;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>A dialog that finds an actor by a text, beginning with a proposed one.</summary>
public abstract class ActorSearchPage(CardHeads heads) : ErpPage(heads)
{
    [FromQuery]
    public Guid Connection { get; set; }

    /// <summary>Counts only where it is given, empty included.</summary>
    [FromQuery(Name = "q")]
    public string? Text { get; set; }

    [FromQuery(Name = "page")]
    public string? PageToken { get; set; }

    /// <summary>Null while the ERP does not answer, and where nothing is searched for.</summary>
    public FoundActors? Found { get; protected set; }

    public string SearchText => Request.Query.ContainsKey("q") ? Text ?? "" : Proposed;

    public string NextPath => $"{Request.Path}{QueryString.Create(new Dictionary<string, string?>
    {
        ["connection"] = Connection.ToString(), ["q"] = SearchText, ["page"] = Found!.NextToken,
    })}";

    /// <summary>What is searched for at once.</summary>
    protected abstract string Proposed { get; }
}
