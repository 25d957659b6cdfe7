using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton;

/// <summary>Failures more than one class tells of.</summary>
internal static class TrytonTexts
{
    public static ConnectorException ReadFailed(string method, RpcError error) => error.Kind switch
    {
        RpcErrorKind.Refusal or RpcErrorKind.Warning => new(
            FailureKind.Unauthorized,
            LocalText.Of($"Tryton refused to show this: {error.Message}", $"Tryton ville ikke vise dette: {error.Message}"),
            $"{method} was refused"),
        RpcErrorKind.Transient or RpcErrorKind.Concurrency => Busy(method),
        _ => new(
            FailureKind.Defect,
            LocalText.Of("Tryton did not understand what we asked. The technical text in the log says more.", "Tryton forstod ikke vores forespørgsel. Den tekniske tekst i loggen siger mere."),
            $"{method} failed: {error.Message}"),
    };

    public static ConnectorException Busy(string method) => new(
        FailureKind.Unreachable,
        LocalText.Of("Others are writing the same in Tryton. It is tried again.", "Andre skriver det samme i Tryton. Der prøves igen."),
        $"{method} met conflicts in the database");

    public static ConnectorException NotTryton() => new(
        FailureKind.Unreachable,
        LocalText.Of("The answer is not from Tryton. Check the address and what stands between.", "Svaret er ikke fra Tryton. Kontrollér adressen og det, der står imellem."),
        "A JSON answer with neither result nor error");

    public static ConnectorException NotOffered(ActorType type) => new(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"This Tryton connection has no records of type {type}. Check its settings, Tryton's modules and the user's rights.",
            $"Denne Tryton-forbindelse har ingen poster af typen {type}. Kontrollér indstillingerne, Trytons moduler og brugerens rettigheder."),
        $"{type} is not offered");

    public static ConnectorException Setting(string key, string english, string danish) => new(FailureKind.Misconfigured, LocalText.Of(english, danish), english) { Setting = key };
}
