using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Alerts;

namespace SuperOfficeErpLink.Web.Operating;

/// <summary>Alerts by e-mail. The server is the operator's own and often in a private network: the outbound policy for ERP systems does not apply to it.</summary>
public sealed partial class SmtpChannel(SmtpSettings settings, ILogger<SmtpChannel> logger) : IAlertChannel
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public string Name => "mail";

    public async Task<LocalText?> SendAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(Longest);
        try
        {
            await SendAsync(ToMail(message), bounded.Token);
            return null;
        }
        catch (Exception failure) when (Explain(failure, cancellationToken) is { } why)
        {
            LogFailed(failure.GetType().Name, why.English);
            return why;
        }
    }

    private async Task SendAsync(MimeMessage mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient();
        await client.ConnectAsync(
            settings.Host, settings.Port,
            settings.Security switch
            {
                SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
                SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
                _ => SecureSocketOptions.None,
            },
            cancellationToken);
        if (settings is { User: { } user, Password: { } password })
        {
            await client.AuthenticateAsync(user, password, cancellationToken);
        }

        await client.SendAsync(mail, cancellationToken);

        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ProtocolException or CommandException or OperationCanceledException)
        {
            // The message has been taken: a server that fails to say good-bye must not have it sent again.
        }
    }

    private MimeMessage ToMail(AlertMessage message)
    {
        var mail = new MimeMessage { Subject = message.Subject, Date = message.At, MessageId = $"{message.Id:N}@{settings.From.Domain}" };
        mail.From.Add(settings.From);
        mail.To.AddRange(settings.To);
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Body = new TextPart("plain") { Text = message.Link is { } link ? $"{message.Text}\n\n{link}\n" : $"{message.Text}\n" };
        return mail;
    }

    /// <summary>Null for what is a fault of ours. A server's own words are not shown: they may quote what it got.</summary>
    private static LocalText? Explain(Exception failure, CancellationToken asked) => failure switch
    {
        AuthenticationException or ServiceNotAuthenticatedException => LocalText.Of(
            "The mail server refuses the user name or the password.", "Mailserveren afviser brugernavnet eller adgangskoden."),
        SslHandshakeException => LocalText.Of(
            "No safe connection to the mail server could be made: its certificate is not trusted, or the port speaks without TLS.",
            "Der kunne ikke laves en sikker forbindelse til mailserveren: Dens certifikat er ikke betroet, eller porten taler uden TLS."),
        NotSupportedException => LocalText.Of(
            "The mail server does not offer what is configured: STARTTLS, or signing in.", "Mailserveren tilbyder ikke det, der er sat op: STARTTLS eller log ind."),
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } => LocalText.Of(
            "The mail server refuses a recipient.", "Mailserveren afviser en modtager."),
        SmtpCommandException { ErrorCode: SmtpErrorCode.SenderNotAccepted } => LocalText.Of(
            "The mail server refuses the sender.", "Mailserveren afviser afsenderen."),
        SmtpCommandException refused => LocalText.Of(
            $"The mail server refused the message (code {(int)refused.StatusCode}).", $"Mailserveren afviste beskeden (kode {(int)refused.StatusCode})."),
        SocketException or IOException or ProtocolException or TimeoutException or ServiceNotConnectedException => LocalText.Of(
            "The mail server could not be reached, or broke off.", "Mailserveren kunne ikke nås, eller den afbrød."),
        OperationCanceledException when !asked.IsCancellationRequested => LocalText.Of(
            "The mail server did not answer in time.", "Mailserveren svarede ikke i tide."),
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "An alert could not be sent by mail ({Kind}): {Why}")]
    private partial void LogFailed(string kind, string why);
}
