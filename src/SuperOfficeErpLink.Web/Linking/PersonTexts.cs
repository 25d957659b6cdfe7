using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>What a person's tab says of its company, in words.</summary>
public sealed class PersonTexts(ErpTexts texts, ICrm crm)
{
    private IReadOnlyDictionary<long, string> companies = new Dictionary<long, string>();

    public async Task LoadAsync(ErpTabView tab, CancellationToken cancellationToken)
    {
        var ids = tab.Connections.SelectMany(block => new[] { block.Parent?.Company, block.Moved?.LinkedUnder }).OfType<EntityRef>()
            .Select(company => company.Id).Distinct().ToList();
        companies = ids.Count == 0 ? companies : await crm.GetNamesAsync(EntityType.Company, ids, cancellationToken);
    }

    /// <summary>Why a person cannot be linked on a connection, with the way to its company; null where it can.</summary>
    public Notice? WhyNot(TabConnection block)
    {
        var (name, company) = (block.Connection.Name, NameOf(block.Parent?.Company));
        return block.Parent switch
        {
            PersonParent.NoCompany => new Notice(NoticeKind.Info, texts["Parent.NoCompany"]),
            PersonParent.CompanyNotLinked { HasDraft: true } => ToCompany(block, texts["Parent.CompanyHasDraft", company, name]),
            PersonParent.CompanyNotLinked => ToCompany(block, texts["Parent.CompanyNotLinked", company, name]),
            PersonParent.OtherActorType other => ToCompany(
                block, texts["Parent.OtherActorType", company, texts[$"Type.{other.LinkedAs}"], name, texts[$"Type.{other.Needed}"]]),
            PersonParent.NoSearchByParent => new Notice(NoticeKind.Info, texts["Parent.NoSearchByParent", name]),
            _ => null,
        };
    }

    /// <summary>That a linked person's company is no longer the one it is linked under; null where it is.</summary>
    public string? Moved(TabConnection block) => block.Moved is { } moved
        ? texts[$"PersonMoved.{moved.Move}", NameOf(moved.LinkedUnder), moved.InCrm is null ? texts["PersonMoved.None"] : NameOf(moved.InCrm), block.Connection.Name]
        : null;

    private Notice ToCompany(TabConnection block, string text) =>
        new(NoticeKind.Info, text, $"~{CardPaths.Of(block.Parent!.Company!.Value)}/erp", texts["Parent.GoToCompany"]);

    private string NameOf(EntityRef? company) => company is { } one && companies.TryGetValue(one.Id, out var name) ? name : texts["Save.DeletedHolder"];
}
