using System.Globalization;
using SuperOfficeErpLink.Core.Alerts;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Operating;

/// <summary>Alerts in words: cause, connection and times, and nothing of any record.</summary>
public sealed class AlertWords(OperatingTexts texts, AlertSettings settings, TimeProvider time) : IAlertWords
{
    public AlertMessage Write(StoredAlert alert, AlertNews news, string? connectionName, DateTimeOffset now) => InLanguage(() =>
    {
        var name = connectionName ?? texts["PersonalData.GoneConnection"];
        var subject = texts[$"Alert.Subject.{news}", Cause(alert.Cause), name];
        var text = news == AlertNews.Over
            ? texts["Alert.Over", Cause(alert.Cause), name, At(alert.Since), At(alert.OverAt ?? now)]
            : texts["Alert.Lasts", texts[$"Alert.Text.{alert.Cause}", name, At(alert.Since)]];
        return new AlertMessage(Guid.NewGuid(), news, alert.Cause, alert.ConnectionId, name, alert.Since, now, subject, text, Link(alert.Cause, news));
    });

    public AlertMessage WriteTest(DateTimeOffset now) => InLanguage(() => new AlertMessage(
        Guid.NewGuid(), AlertNews.Test, null, null, null, null, now, texts["Alert.TestSubject"], texts["Alert.TestText", At(now)], Link(null, AlertNews.Test)));

    /// <summary>A cause as pages name it, in the language of whoever reads it.</summary>
    public string Cause(string cause) => texts[$"Alert.Cause.{cause}"];

    private Uri? Link(string? cause, AlertNews news) => settings.BaseAddress is { } root
        ? new Uri($"{root.AbsoluteUri.TrimEnd('/')}/{(cause == AlertCauses.Brake && news != AlertNews.Over ? "runs" : "health")}")
        : null;

    private string At(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("g", CultureInfo.CurrentCulture);

    private AlertMessage InLanguage(Func<AlertMessage> write)
    {
        var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (settings.Culture, settings.Culture);
            return write();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
        }
    }
}
