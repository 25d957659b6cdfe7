using Microsoft.Extensions.Configuration;
using SuperOfficeErpLink.Web.Operating;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Tests.Operating;

public sealed class AlertSettingsTests
{
    private static readonly (string Key, string Value)[] Mail = [("Smtp:Host", "mail.firma.example"), ("Smtp:From", "erplink@firma.example"), ("To", "drift@firma.example; it@firma.example")];

    [Fact]
    public void Without_settings_nobody_is_told_in_Danish()
    {
        var settings = Read();

        (settings.Smtp, settings.Webhook, settings.BaseAddress, settings.Culture.Name).ShouldBe((null, null, null, "da"));
    }

    [Theory]
    [InlineData(null, SmtpSecurity.StartTls, 587)]
    [InlineData("starttls", SmtpSecurity.StartTls, 587)]
    [InlineData("Tls", SmtpSecurity.Tls, 465)]
    [InlineData("None", SmtpSecurity.None, 25)]
    public void Mail_needs_a_server_a_sender_and_recipients(string? security, SmtpSecurity expected, int port)
    {
        var smtp = Read([.. Mail, ("Smtp:Security", security ?? "")]).Smtp.ShouldNotBeNull();

        (smtp.Host, smtp.Security, smtp.Port).ShouldBe(("mail.firma.example", expected, port));
        smtp.To.Select(to => to.Address).ShouldBe(["drift@firma.example", "it@firma.example"]);
    }

    [Theory]
    [InlineData("Culture", "sv", "ErpLink:Alerts:Culture is \"sv\", but it is one of da, en.")]
    [InlineData("Smtp:Port", "0", "ErpLink:Alerts:Smtp:Port is \"0\", but it is a whole number from 1 to 65535.")]
    [InlineData("Smtp:Security", "3", "ErpLink:Alerts:Smtp:Security is \"3\", but it is one of None, StartTls, Tls.")]
    [InlineData("Smtp:User", "drift", "ErpLink:Alerts:Smtp:User is set, but ErpLink:Alerts:Smtp:Password is not.")]
    [InlineData("Smtp:Password", "kode", "ErpLink:Alerts:Smtp:Password is set, but ErpLink:Alerts:Smtp:User is not.")]
    [InlineData("Smtp:From", "", "ErpLink:Alerts:Smtp:Host is set, but ErpLink:Alerts:Smtp:From is not: mail needs a sender.")]
    [InlineData("Smtp:From", "ingen", "ErpLink:Alerts:Smtp:From holds \"ingen\", which is no mail address.")]
    [InlineData("To", "drift", "ErpLink:Alerts:To holds \"drift\", which is no mail address.")]
    [InlineData("To", "", "ErpLink:Alerts:Smtp:Host is set, but ErpLink:Alerts:To names nobody to send mail to.")]
    [InlineData("Smtp:Host", "", "ErpLink:Alerts:Smtp:From is set, but ErpLink:Alerts:Smtp:Host is not: no mail can be sent.")]
    [InlineData("Webhook:Secret", "x", "ErpLink:Alerts:Webhook:Secret is set, but ErpLink:Alerts:Webhook:Url is not.")]
    [InlineData("Webhook:Url", "ftp://x", "ErpLink:Alerts:Webhook:Url is not an address that begins with http:// or https:// and holds no password.")]
    [InlineData("BaseAddress", "erplink", "ErpLink:Alerts:BaseAddress is not an address that begins with http:// or https:// and holds no password.")]
    public void What_cannot_be_used_stops_the_start_with_one_line(string setting, string value, string line) =>
        Should.Throw<StartupFailure>(() => Read([.. Mail.Where(one => one.Key != setting), (setting, value)])).Message.ShouldBe(line);

    [Fact]
    public void What_is_secret_is_not_in_the_texts_of_the_settings()
    {
        var settings = Read([.. Mail, ("Smtp:User", "u"), ("Smtp:Password", "hemmelig"), ("Webhook:Url", "https://x.example/token-hemmelig"), ("Webhook:Secret", "hemmelig")]);

        settings.ToString().ShouldNotContain("hemmelig");
    }

    private static AlertSettings Read(params (string Key, string Value)[] settings) => AlertSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"ErpLink:Alerts:{one.Key}", (string?)one.Value))).Build());
}
