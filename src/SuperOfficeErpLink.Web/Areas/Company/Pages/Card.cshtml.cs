using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Company.Pages;

public sealed class CardModel(CardForms forms, CardHeads heads, CrmTexts crm)
    : CardPage<CompanyRow>(CrmTables.Companies, EntityType.Company, forms, heads, crm);
