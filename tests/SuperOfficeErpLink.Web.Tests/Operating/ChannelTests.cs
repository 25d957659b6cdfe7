using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using SuperOfficeErpLink.Core.Alerts;
using SuperOfficeErpLink.Outbound;
using SuperOfficeErpLink.Web.Operating;

namespace SuperOfficeErpLink.Web.Tests.Operating;

/// <summary>Channels against a real conversation.</summary>
public sealed class ChannelTests
{
    private const string Secret = "hemmelig";
    private static readonly CultureInfo Danish = new("da");
    private static readonly AlertMessage Message = new(
        Guid.NewGuid(), AlertNews.Begun, AlertCauses.ConnectionDown, Guid.NewGuid(), "Økonomi", new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
        new(2026, 1, 31, 12, 16, 0, TimeSpan.Zero), "ERP Link: ERP svarer ikke (Økonomi)", "ERP-systemet bag “Økonomi” har ikke svaret.", new Uri("https://erplink.example/health"));

    [Fact]
    public async Task A_mail_is_handed_over_whole()
    {
        await using var server = new SmtpServer();

        (await Mail(server).SendAsync(Message, CancellationToken.None)).ShouldBeNull();

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(server.Messages.ShouldHaveSingleItem()));
        var mail = await MimeMessage.LoadAsync(stream);
        mail.Subject.ShouldBe(Message.Subject);
        mail.From.ToString().ShouldContain("erplink@firma.example");
        mail.To.Mailboxes.Select(to => to.Address).ShouldBe(["drift@firma.example", "it@firma.example"]);
        mail.TextBody!.ShouldContain(Message.Text);
        mail.TextBody!.ShouldContain("https://erplink.example/health");
        mail.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        server.Commands.ShouldContain(line => line.StartsWith("RCPT TO:<it@firma.example>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_name_and_a_password_sign_in_first()
    {
        await using var server = new SmtpServer();

        (await Mail(server, user: "drift").SendAsync(Message, CancellationToken.None)).ShouldBeNull();

        server.Commands.ShouldContain(line => line.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AUTH", "535 no", "Mailserveren afviser brugernavnet eller adgangskoden.")]
    [InlineData("MAIL FROM", "550 no", "Mailserveren afviser afsenderen.")]
    [InlineData("RCPT TO", "550 no", "Mailserveren afviser en modtager.")]
    [InlineData("DATA", "451 Zebrasen later", "Mailserveren afviste beskeden (kode 451).")]
    public async Task What_the_server_refuses_is_said_in_our_words(string command, string answer, string said)
    {
        await using var server = new SmtpServer();
        server.Refuses[command] = answer;

        (await Mail(server, user: "drift").SendAsync(Message, CancellationToken.None)).ShouldNotBeNull().In(Danish).ShouldBe(said);

        server.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_breaks_off_or_is_not_there_could_not_be_reached()
    {
        await using var server = new SmtpServer { BreaksOffAt = "DATA" };
        (await Mail(server).SendAsync(Message, CancellationToken.None)).ShouldNotBeNull().In(Danish).ShouldBe("Mailserveren kunne ikke nås, eller den afbrød.");
        var channel = Mail(server);
        await server.DisposeAsync();

        (await channel.SendAsync(Message, CancellationToken.None)).ShouldNotBeNull().In(Danish).ShouldBe("Mailserveren kunne ikke nås, eller den afbrød.");
    }

    [Fact]
    public async Task A_server_that_says_no_good_bye_has_taken_the_message_all_the_same()
    {
        await using var server = new SmtpServer { BreaksOffAt = "QUIT" };

        (await Mail(server).SendAsync(Message, CancellationToken.None)).ShouldBeNull();

        server.Messages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_server_without_STARTTLS_gets_nothing_in_clear_text()
    {
        await using var server = new SmtpServer();

        (await Mail(server, security: SmtpSecurity.StartTls).SendAsync(Message, CancellationToken.None)).ShouldNotBeNull();

        server.Messages.ShouldBeEmpty();
        server.Commands.ShouldNotContain(line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_webhook_gets_the_message_signed()
    {
        await using var server = await WebhookServer.StartAsync();

        (await Hook(server.Address).SendAsync(Message, CancellationToken.None)).ShouldBeNull();

        var (signature, body) = server.Received.ShouldHaveSingleItem();
        signature.ShouldBe($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body))}");
        using var json = JsonDocument.Parse(body);
        json.RootElement.GetProperty("news").GetString().ShouldBe("begun");
        json.RootElement.GetProperty("cause").GetString().ShouldBe("connection-down");
        json.RootElement.GetProperty("connection").GetString().ShouldBe("Økonomi");
        json.RootElement.GetProperty("link").GetString().ShouldBe("https://erplink.example/health");
    }

    [Fact]
    public async Task A_webhook_is_not_followed_to_another_address()
    {
        await using var server = await WebhookServer.StartAsync();
        server.Status = HttpStatusCode.Redirect;

        (await Hook(server.Address).SendAsync(Message, CancellationToken.None)).ShouldNotBeNull().In(Danish).ShouldStartWith("Webhooken svarede 302");

        server.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_that_refuses_or_is_not_there_is_a_failure_in_words()
    {
        await using var server = await WebhookServer.StartAsync();
        server.Status = HttpStatusCode.InternalServerError;
        (await Hook(server.Address).SendAsync(Message, CancellationToken.None)).ShouldNotBeNull().In(Danish).ShouldStartWith("Webhooken svarede 500");
        await server.DisposeAsync();

        (await Hook(server.Address).SendAsync(Message, CancellationToken.None)).ShouldNotBeNull().In(Danish).ShouldStartWith("Webhooken kunne ikke nås");
    }

    [Fact]
    public async Task A_webhook_is_held_to_the_outbound_policy()
    {
        await using var server = await WebhookServer.StartAsync();

        (await Hook(server.Address, allowLoopback: false).SendAsync(Message, CancellationToken.None)).ShouldNotBeNull();

        server.Received.ShouldBeEmpty();
    }

    private static SmtpChannel Mail(SmtpServer server, string? user = null, SmtpSecurity security = SmtpSecurity.None) => new(
        new SmtpSettings(
            "127.0.0.1", server.Port, security, user, user is null ? null : "kode", MailboxAddress.Parse("ERP Link <erplink@firma.example>"),
            [MailboxAddress.Parse("drift@firma.example"), MailboxAddress.Parse("it@firma.example")]),
        NullLogger<SmtpChannel>.Instance);

    private static WebhookChannel Hook(Uri address, bool allowLoopback = true) => new(
        new WebhookSettings(address, Secret), new OutboundGate(new OutboundPolicy { AllowLoopback = allowLoopback, FilesDirectory = Path.GetTempPath() }, TimeProvider.System),
        NullLogger<WebhookChannel>.Instance);
}
