using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>The dialog that finds an actor to link. It only reads.</summary>
public sealed class ConnectModel(CardHeads heads, ErpTexts texts, ActorSearch search, ActorTexts words) : ErpPage(heads)
{
    [FromQuery]
    public Guid Connection { get; set; }

    [FromQuery]
    public ActorType Type { get; set; }

    /// <summary>Null: prefilled with the company's name.</summary>
    [FromQuery(Name = "q")]
    public string? Text { get; set; }

    [FromQuery(Name = "page")]
    public string? PageToken { get; set; }

    /// <summary>Null while the ERP does not answer.</summary>
    public FoundActors? Found { get; private set; }

    public string ConnectionName { get; private set; } = "";

    public bool IsTextGiven => Request.Query.ContainsKey("q");

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        try
        {
            var text = IsTextGiven ? Text ?? "" : null;
            Found = await search.SearchAsync(Actor, new ActorQuery(Entity, Connection, Type, text, PageToken), cancellationToken);
            // A person's own tab says what is the matter with its company.
            return Found is not null ? Page() : Type == ActorType.Person && Entity.Type == EntityType.Person ? Go($"{TabPath}?edit=1") : NotFound();
        }
        catch (ConnectorException failure)
        {
            Say(new Notice(NoticeKind.Error, texts["Search.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]));
            return Page();
        }
    }

    public string NextPath => $"{Request.Path}{QueryString.Create(new Dictionary<string, string?>
    {
        ["connection"] = Connection.ToString(), ["type"] = Type.ToString(), ["q"] = Found!.Text, ["page"] = Found.NextToken,
    })}";

    /// <summary>Why no actor can be created; null when one can.</summary>
    public string? WhyNoCreate =>
        Found is null ? ""
        : !Found.Connection.RightsOf(Actor).CanCreate ? texts["Create.NoRight"]
        : !Found.ActorType.Can.HasFlag(Abilities.Create) ? texts["Create.ErpCannot", Found.Connection.Name]
        : null;

    public string TypeName => texts[$"Type.{Type}"];

    public ActorTexts Words => words;

    public string FindPath => $"{TabPath}/find?connection={Connection}&type={Type}";
}
