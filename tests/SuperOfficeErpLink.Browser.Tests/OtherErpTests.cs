using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>The main job with servers that others wrote: an administrator adds the ERP, a CRM user links, chooses, saves and keeps both sides in sync.</summary>
[Collection(OwnProductTests.Name)]
public sealed class OtherErpTests(Product product) : BrowserTest(product)
{
    private const string Name = "Svane Tømrerforretning";

    [OtherErpFact(typeof(TrytonParty))]
    public async Task A_company_is_linked_to_a_party_of_Tryton_and_kept_in_sync()
    {
        await using var party = await TrytonParty.MakeAsync(Name, "+45 75 99 99 99");
        await PlayAsync(party);
    }

    [OtherErpFact(typeof(PostgreSqlCustomer))]
    public async Task A_company_is_linked_to_a_customer_in_PostgreSQL_and_kept_in_sync()
    {
        await using var customer = await PostgreSqlCustomer.MakeAsync(Name, "+45 75 99 99 99");
        await PlayAsync(customer);
    }

    private async Task PlayAsync(IOtherActor actor)
    {
        var own = NewProduct();
        await own.StartAsync(("ErpLink__Demo__Enabled", "false"), ("ErpLink__Outbound__AllowLoopback", "true"));
        var day = new FirstDay(own, () => OpenAsync(own.Address, signedIn: null));
        day.GivenACompany(Name, "+45 75 12 34 56", "kontakt@svane.dk");
        await day.SetUpAsync();
        await day.AddConnectionAsync(actor.Connector, actor.FillAsync);
        await day.MapAsync("Navn", "Telefon", "E-mail");
        await day.ActivateAsync();

        var tab = await day.OpenTabAsync();
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        var compare = await connect.PickAsync(actor.Key);
        await compare.ChooseAsync("Telefon", CompareDialog.Erp);
        await compare.ConnectAsync();
        (await actor.ReadAsync("email")).ShouldBeNullOrEmpty("nothing is written before Gem");
        await tab.SaveAsync();
        await Expect(tab.Status.First).ToContainTextAsync("Gemt.");
        await tab.ShowsLinkedAsync("Kunde", actor.Key);
        (await actor.ReadAsync("email")).ShouldBe("kontakt@svane.dk");
        own.Ours.CompanyOf(1, "Phone").ShouldBe("+45 75 99 99 99");

        await actor.WriteAsync("phone", "+45 86 00 00 01");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToContainTextAsync("Ændrede felter: SuperOffice 1, Demo ERP 0");
        own.Ours.CompanyOf(1, "Phone").ShouldBe("+45 86 00 00 01");
        (await actor.ReadAsync("name")).ShouldBe(Name);
    }
}
