using System.Globalization;
using SuperOfficeErpLink.Core.Alerts;
using SuperOfficeErpLink.Core.Health;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.PersonalData;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Stores;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Operating;

public static class OperatingRegistration
{
    private const string MonthsSetting = "ErpLink:History:Months";
    private const int MostMonths = 1200;

    /// <summary>How the product fares and what it keeps: personal data and the age of the history.</summary>
    /// <exception cref="StartupFailure">A setting cannot be used.</exception>
    public static void AddOperating(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<OperatingTexts>();
        services.AddStore<IPersonalDataStore, PersonalDataStore>().AddSingleton<Erasure>();
        services.AddSingleton(AgeFrom(builder.Configuration)).AddStore<IRetentionStore, RetentionStore>().AddSingleton<Retention>();
        AddAlerts(builder);
        services.AddStore<IFigureStore, FigureStore>().AddSingleton<HealthWords>().AddScoped<ConnectionHealths>().AddScoped<StartFigures>();
        services.AddSingleton(OperatingTimes.Default).AddHostedService<OperatingWorker>();
        services.AddSingleton<IRecurringWork, NightlyRetention>();
    }

    private static void AddAlerts(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var settings = AlertSettings.Read(builder.Configuration);
        services.AddSingleton(settings).AddSingleton<AlertWords>().AddSingleton<IAlertWords>(provider => provider.GetRequiredService<AlertWords>());
        services.AddStore<IAlertStore, AlertStore>().AddSingleton<AlertRound>();
        if (settings.Smtp is { } smtp)
        {
            services.AddSingleton(smtp).AddSingleton<IAlertChannel, SmtpChannel>();
        }

        if (settings.Webhook is { } webhook)
        {
            services.AddSingleton(webhook).AddSingleton<IAlertChannel, WebhookChannel>();
        }
    }

    private static HistoryAge AgeFrom(ConfigurationManager configuration) => configuration[MonthsSetting] switch
    {
        null or "" => HistoryAge.Default,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var months) && months <= MostMonths => new HistoryAge(months),
        var text => throw new StartupFailure(string.Create(
            CultureInfo.InvariantCulture, $"{MonthsSetting} is \"{text}\", but it is a whole number of months up to {MostMonths}; 0 keeps the history for ever.")),
    };
}
