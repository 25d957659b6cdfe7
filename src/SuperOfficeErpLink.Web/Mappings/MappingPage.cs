using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Mappings;

/// <summary>A page on which an administrator works on a connection's draft.</summary>
[Authorize(Policy = Roles.Administrator)]
[RequestFormLimits(ValueCountLimit = MostValues)]
public abstract class MappingPage(MappingServices services) : PageModel
{
    /// <summary>More than a form of a thousand fields holds.</summary>
    private const int MostValues = 20_000;

    [FromRoute]
    public Guid Id { get; set; }

    /// <summary>The type of actor that the page shows.</summary>
    [FromQuery(Name = "type")]
    public ActorType Type { get; set; }

    public OpenedMapping Opened { get; private set; } = null!;

    public Connection Connection => Opened.Connection;

    /// <summary>Null: the ERP never said what it offers.</summary>
    public MappedSystems? Systems { get; private set; }

    public IReadOnlyList<ActorType> Types { get; private set; } = [];

    /// <summary>The type's mapping as the page shows it.</summary>
    public ActorMapping Actor { get; protected set; } = new(ActorType.None, Enabled: false, []);

    public List<Notice> Notices { get; } = [];

    public MappingWords Words => services.Words;

    /// <summary>The draft that the page was made from; empty: there was none.</summary>
    public long? Seen => Opened.Draft?.RowVersion;

    public IReadOnlyList<MappingFault> Faults { get; private set; } = [];

    protected MappingServices Services => services;

    public IEnumerable<string> FaultsOf(string erp) => Faults.Where(fault => fault.Actor == Actor.Actor && fault.Erp == erp).Select(fault => Words.Say(fault, Systems!));

    /// <summary>False: there is no such connection.</summary>
    protected async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await services.Connections.FindAsync(Id, cancellationToken) is null)
        {
            return false;
        }

        Opened = await services.Drafts.OpenAsync(User.ToContext(), Id, cancellationToken);
        try
        {
            Systems = await services.Drafts.DescribeAsync(Connection, cancellationToken);
        }
        catch (ConnectorException failure) when (failure.Kind != FailureKind.Defect)
        {
            Notices.Add(new Notice(NoticeKind.Error, services.Texts["Mappings.NotDescribed", failure.UserText.In(CultureInfo.CurrentUICulture)], $"~/admin/connections/{Id}/settings", services.Texts["Mappings.ToSettings"]));
        }

        Types = [.. (Systems?.Erp.ActorTypes.Select(type => type.Type) ?? []).Union(Opened.Document.Actors.Select(actor => actor.Actor)).Order()];
        Show(Opened.Document);
        return true;
    }

    /// <summary>Shows a document, stored or not.</summary>
    protected void Show(MappingDocument document)
    {
        Type = Types.Contains(Type) || Types.Count == 0 ? Type : Types[0];
        Actor = document.Actors.FirstOrDefault(actor => actor.Actor == Type) ?? new ActorMapping(Type, Enabled: false, []);
        Faults = Systems is { } systems ? MappingCheck.Faults(document, systems) : [];
    }

    /// <summary>Stores the type's changed mapping in the draft, and shows the page anew; where somebody else changed the draft meanwhile nothing is stored, and what was typed is kept.</summary>
    protected async Task<IActionResult> SaveAsync(ActorMapping changed, long? seen, string said, CancellationToken cancellationToken, object? route = null)
    {
        var document = With(Opened.Document, changed);
        if (await services.Drafts.SaveAsync(User.ToContext(), Opened, document, seen, cancellationToken) is not null)
        {
            TempData["StatusMessage"] = said;
            return RedirectToPage(route ?? new { Id, type = Type });
        }

        Notices.Add(new Notice(NoticeKind.Warning, services.Texts["Mappings.ChangedMeanwhile", Opened.Draft?.By ?? Connection.Name]));
        Show(document);
        return Page();
    }

    protected static MappingDocument With(MappingDocument document, ActorMapping changed) =>
        new(document.Actors.Any(actor => actor.Actor == changed.Actor)
            ? [.. document.Actors.Select(actor => actor.Actor == changed.Actor ? changed : actor)]
            : [.. document.Actors, changed]);

    /// <summary>Empty: there was none.</summary>
    protected static long? ReadSeen(string? seen) => long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
