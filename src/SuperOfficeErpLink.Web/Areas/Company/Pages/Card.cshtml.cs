using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Company.Pages;

public sealed class CardModel(CardForms forms, CompanyHeads heads, CrmTexts crm) : CardPage<CompanyRow>(CrmTables.Companies, forms, crm)
{
    private readonly CrmTexts crm = crm;

    protected override async Task<CardHead?> HeadAsync(CancellationToken cancellationToken) =>
        (await heads.LoadAsync(Id, User.ToContext(), cancellationToken))?.On(CompanyTab.Card, crm);
}
