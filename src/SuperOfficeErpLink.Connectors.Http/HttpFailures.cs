using System.Net;

namespace SuperOfficeErpLink.Connectors.Http;

/// <summary>The one table of what a status, or none, means. Texts never hold what the server wrote.</summary>
public static class HttpFailures
{
    /// <summary>What an answer that is no success means.</summary>
    public static ConnectorException Of(HttpAnswer answer)
    {
        var (kind, text) = Meaning(answer.Status, answer.RestAskedFor is not null);
        return new ConnectorException(kind, text, $"The server answered {(int)answer.Status} ({answer.MediaType ?? "no media type"})", kind == FailureKind.RateLimited ? answer.RestAskedFor : null);
    }

    /// <summary>True when the server turned the request away before it did anything: no write can have happened.</summary>
    internal static bool TurnedAway(HttpStatusCode status) =>
        status is HttpStatusCode.Unauthorized or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.TooManyRequests || (int)status is >= 300 and < 400;

    /// <summary>True when whoever answered cannot know what became of the request.</summary>
    internal static bool LeavesOpen(HttpStatusCode status) => status == HttpStatusCode.RequestTimeout || (int)status >= 500;

    internal static ConnectorException Garbled(string technical) => new(FailureKind.Unreachable, GarbledText, technical);

    internal static ConnectorException TooLarge(int bytes) => new(FailureKind.Defect, TooLargeText, $"The answer is larger than {bytes} bytes");

    internal static ConnectorException TooSlow(TimeSpan time, Exception cause) => new(
        FailureKind.Unreachable,
        LocalText.Of("The ERP did not answer in time. It is tried again.", "ERP-systemet svarede ikke i tide. Der prøves igen."),
        $"No whole answer within {time.TotalSeconds:0} s",
        innerException: cause);

    internal static ConnectorException Broken(HttpRequestException cause) => new(
        cause.HttpRequestError == HttpRequestError.SecureConnectionError ? FailureKind.Misconfigured : FailureKind.Unreachable,
        cause.HttpRequestError == HttpRequestError.SecureConnectionError ? NotTrusted : cause.HttpRequestError == HttpRequestError.ConnectionError ? NobodyThere : BrokenOff,
        $"The connection failed: {cause.HttpRequestError}",
        innerException: cause);

    private static (FailureKind Kind, LocalText Text) Meaning(HttpStatusCode status, bool asksForRest) => (int)status switch
    {
        401 or 407 => (FailureKind.Unauthorized, LocalText.Of("The ERP does not accept the user or password. Enter the right ones in the connection's settings.", "ERP-systemet afviser brugeren eller adgangskoden. Angiv de rigtige i forbindelsens indstillinger.")),
        403 => (FailureKind.Unauthorized, LocalText.Of("The ERP's user has no right to this. Give it the rights that the connector's guide names.", "ERP-systemets bruger har ikke ret til dette. Giv den de rettigheder, som vejledningen nævner.")),
        429 => (FailureKind.RateLimited, LocalText.Of("The ERP asked to be left alone for a while. It is tried again then.", "ERP-systemet bad om en pause. Der prøves igen derefter.")),
        503 when asksForRest => (FailureKind.RateLimited, LocalText.Of("The ERP is closed for a while. It is tried again then.", "ERP-systemet er lukket for en tid. Der prøves igen derefter.")),
        408 or 425 or >= 500 and not (501 or 505) => (FailureKind.Unreachable, LocalText.Of("The ERP has a fault or is being restarted. It is tried again.", "ERP-systemet har en fejl eller er ved at blive genstartet. Der prøves igen.")),
        >= 300 and < 400 => (FailureKind.Misconfigured, LocalText.Of("The ERP sends us to another address. Enter that address in the connection's settings, if it is the right one.", "ERP-systemet henviser til en anden adresse. Angiv den i forbindelsens indstillinger, hvis den er den rigtige.")),
        404 or 405 or 410 or 501 or 505 => (FailureKind.Misconfigured, LocalText.Of("There is no such ERP at this address. Check the address and the database.", "Der er intet sådant ERP-system på adressen. Kontrollér adressen og databasen.")),
        _ => (FailureKind.Defect, LocalText.Of("The ERP did not accept what we asked. The technical text in the log says more.", "ERP-systemet accepterede ikke vores forespørgsel. Den tekniske tekst i loggen siger mere.")),
    };

    private static LocalText GarbledText { get; } = LocalText.Of(
        "The answer is not from the ERP, or is not whole. If it stays so, check the address and what stands between.",
        "Svaret er ikke fra ERP-systemet eller er ikke helt. Bliver det ved, så kontrollér adressen og det, der står imellem.");

    private static LocalText TooLargeText { get; } = LocalText.Of(
        "The ERP's answer is larger than can be taken. The technical text in the log says more.",
        "ERP-systemets svar er større, end der kan tages imod. Den tekniske tekst i loggen siger mere.");

    private static LocalText NobodyThere { get; } = LocalText.Of(
        "Nobody answers at the ERP's address. It is tried again; if it stays so, check the address and that the ERP is running.",
        "Ingen svarer på ERP-systemets adresse. Der prøves igen; bliver det ved, så kontrollér adressen, og at ERP-systemet kører.");

    private static LocalText NotTrusted { get; } = LocalText.Of(
        "The ERP's certificate is not trusted, or belongs to another name. Correct the address, or have the certificate corrected.",
        "ERP-systemets certifikat er ikke betroet eller hører til et andet navn. Ret adressen, eller få certifikatet rettet.");

    private static LocalText BrokenOff { get; } = LocalText.Of(
        "The connection to the ERP broke off. It is tried again.", "Forbindelsen til ERP-systemet blev afbrudt. Der prøves igen.");
}
