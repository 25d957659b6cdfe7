using System.Globalization;
using MimeKit;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Operating;

/// <summary>How mail is handed over safely.</summary>
public enum SmtpSecurity
{
    None = 0,
    StartTls = 1,
    Tls = 2,
}

public sealed record SmtpSettings(string Host, int Port, SmtpSecurity Security, string? User, string? Password, MailboxAddress From, IReadOnlyList<MailboxAddress> To)
{
    /// <summary>Without the password, wherever it is printed.</summary>
    public override string ToString() => $"{Host}:{Port}";
}

/// <param name="Url">Often a secret by itself: whoever knows it may send.</param>
public sealed record WebhookSettings(Uri Url, string? Secret)
{
    public override string ToString() => Url.Host;
}

/// <summary>The settings under ErpLink:Alerts, checked. A channel that is null is not used.</summary>
/// <param name="BaseAddress">Where people open this installation; null: messages have no links.</param>
public sealed record AlertSettings(SmtpSettings? Smtp, WebhookSettings? Webhook, Uri? BaseAddress, CultureInfo Culture)
{
    private const string HostSetting = "ErpLink:Alerts:Smtp:Host";
    private const string PortSetting = "ErpLink:Alerts:Smtp:Port";
    private const string SecuritySetting = "ErpLink:Alerts:Smtp:Security";
    private const string UserSetting = "ErpLink:Alerts:Smtp:User";
    private const string PasswordSetting = "ErpLink:Alerts:Smtp:Password";
    private const string FromSetting = "ErpLink:Alerts:Smtp:From";
    private const string ToSetting = "ErpLink:Alerts:To";
    private const string UrlSetting = "ErpLink:Alerts:Webhook:Url";
    private const string SecretSetting = "ErpLink:Alerts:Webhook:Secret";
    private const string BaseSetting = "ErpLink:Alerts:BaseAddress";
    private const string CultureSetting = "ErpLink:Alerts:Culture";

    /// <summary>What has no meaning without a mail server.</summary>
    private static readonly string[] OfMail = [FromSetting, PortSetting, SecuritySetting, UserSetting, PasswordSetting];

    private static readonly string[] Cultures = ["da", "en"];

    /// <exception cref="StartupFailure">A setting cannot be used.</exception>
    public static AlertSettings Read(IConfiguration configuration)
    {
        var culture = Text(configuration, CultureSetting) ?? Cultures[0];
        if (!Cultures.Contains(culture, StringComparer.Ordinal))
        {
            throw new StartupFailure($"{CultureSetting} is \"{culture}\", but it is one of {string.Join(", ", Cultures)}.");
        }

        return new AlertSettings(
            ReadSmtp(configuration), ReadWebhook(configuration), Text(configuration, BaseSetting) is { } address ? Address(address, BaseSetting) : null,
            new CultureInfo(culture));
    }

    private static SmtpSettings? ReadSmtp(IConfiguration configuration)
    {
        var to = Recipients(configuration);
        if (Text(configuration, HostSetting) is not { } host)
        {
            var asked = Array.Find(OfMail, setting => Text(configuration, setting) is not null) ?? (to.Count > 0 ? ToSetting : null);
            return asked is null ? null : throw new StartupFailure($"{asked} is set, but {HostSetting} is not: no mail can be sent.");
        }

        if (to.Count == 0)
        {
            throw new StartupFailure($"{HostSetting} is set, but {ToSetting} names nobody to send mail to.");
        }

        var security = Security(configuration);
        var (user, password) = (Text(configuration, UserSetting), configuration[PasswordSetting] is { Length: > 0 } secret ? secret : null);
        if ((user is null) != (password is null))
        {
            throw new StartupFailure(user is null ? $"{PasswordSetting} is set, but {UserSetting} is not." : $"{UserSetting} is set, but {PasswordSetting} is not.");
        }

        return new SmtpSettings(
            host, Port(configuration, security), security, user, password,
            Text(configuration, FromSetting) is { } from ? Mailbox(from, FromSetting) : throw new StartupFailure($"{HostSetting} is set, but {FromSetting} is not: mail needs a sender."),
            to);
    }

    private static WebhookSettings? ReadWebhook(IConfiguration configuration)
    {
        var secret = configuration[SecretSetting] is { Length: > 0 } text ? text : null;
        return Text(configuration, UrlSetting) is { } url
            ? new WebhookSettings(Address(url, UrlSetting), secret)
            : secret is null ? null : throw new StartupFailure($"{SecretSetting} is set, but {UrlSetting} is not.");
    }

    private static SmtpSecurity Security(IConfiguration configuration) => Text(configuration, SecuritySetting) switch
    {
        null => SmtpSecurity.StartTls,
        var text when Enum.TryParse<SmtpSecurity>(text, ignoreCase: true, out var security) && Enum.IsDefined(security) && !char.IsDigit(text[0]) => security,
        var text => throw new StartupFailure($"{SecuritySetting} is \"{text}\", but it is one of {string.Join(", ", Enum.GetNames<SmtpSecurity>())}."),
    };

    private static int Port(IConfiguration configuration, SmtpSecurity security) => Text(configuration, PortSetting) switch
    {
        null => security switch { SmtpSecurity.Tls => 465, SmtpSecurity.StartTls => 587, _ => 25 },
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 => port,
        var text => throw new StartupFailure($"{PortSetting} is \"{text}\", but it is a whole number from 1 to 65535."),
    };

    /// <summary>One text with commas or semicolons between, or a list.</summary>
    private static List<MailboxAddress> Recipients(IConfiguration configuration) =>
        [.. (Text(configuration, ToSetting)?.Split(',', ';') ?? configuration.GetSection(ToSetting).Get<string[]>() ?? [])
            .Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => Mailbox(text.Trim(), ToSetting))];

    private static MailboxAddress Mailbox(string text, string setting) =>
        MailboxAddress.TryParse(text, out var mailbox) && mailbox.Address.Contains('@', StringComparison.Ordinal)
            ? mailbox
            : throw new StartupFailure($"{setting} holds \"{text}\", which is no mail address.");

    private static Uri Address(string text, string setting) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            ? address
            : throw new StartupFailure($"{setting} is not an address that begins with http:// or https:// and holds no password.");

    private static string? Text(IConfiguration configuration, string setting) =>
        configuration[setting] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
