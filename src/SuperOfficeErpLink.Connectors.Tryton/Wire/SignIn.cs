using System.Globalization;
using System.Text;
using System.Text.Json;
using SuperOfficeErpLink.Connectors.Http;

namespace SuperOfficeErpLink.Connectors.Tryton.Wire;

/// <summary>Signs in, once. Tryton takes a quarter of a second of its processor for it, and locks out who fails too often.</summary>
internal sealed class SignIn(TrytonSettings settings, HttpCaller http)
{
    /// <summary>Tryton's own setting, unless its administrator has chosen another.</summary>
    private static readonly TimeSpan LockOut = TimeSpan.FromMinutes(5);

    public async Task<SignedIn> RunAsync(CancellationToken cancellationToken)
    {
        var parameters = new object?[]
        {
            settings.User, new Dictionary<string, string>(StringComparer.Ordinal) { ["password"] = settings.Password }, settings.Language,
        };
        var outcome = await http.TryAsync(TrytonClient.Body(settings.DatabaseAddress, "common.db.login", parameters), cancellationToken);
        switch (outcome)
        {
            case HttpOutcome.Answered { Answer: { IsSuccess: true } answer }:
                return Read(answer.Json());
            case HttpOutcome.Answered { Answer: var refused }:
                throw (int)refused.Status == 404 ? NoDatabase(refused) : refused.Failure();
            case HttpOutcome.NotSent { Cause: var cause }:
                throw cause switch
                {
                    { Kind: FailureKind.RateLimited, RetryAfter: null } => LockedOut(cause),
                    { Kind: FailureKind.Unauthorized } => WrongPassword(cause),
                    _ => cause,
                };
            case HttpOutcome.Lost(var cause):
                throw cause;
            default:
                throw new InvalidOperationException("An outcome of a kind of its own.");
        }
    }

    private SignedIn Read(JsonElement body)
    {
        if (RpcAnswer.ErrorIn(body) is not null)
        {
            throw WrongPassword(null);
        }

        var result = RpcAnswer.ResultIn(body);
        if (result is not { ValueKind: JsonValueKind.Array } || result.GetArrayLength() < 2 || !result[0].TryGetInt32(out var user) || result[1].GetString() is not { } key)
        {
            throw WrongPassword(null);
        }

        var token = string.Create(CultureInfo.InvariantCulture, $"{settings.User}:{user}:{key}");
        return new SignedIn(user, Convert.ToBase64String(Encoding.UTF8.GetBytes(token)));
    }

    private static ConnectorException WrongPassword(Exception? cause) => new(
        FailureKind.Unauthorized,
        LocalText.Of(
            "Tryton does not accept the user or password. Enter the right ones; after a few wrong tries Tryton locks the user out for a while.",
            "Tryton afviser brugeren eller adgangskoden. Angiv de rigtige; efter nogle få forkerte forsøg lukker Tryton brugeren ude et stykke tid."),
        "common.db.login was refused",
        innerException: cause)
    {
        Setting = TrytonSettingsForm.Password,
    };

    private static ConnectorException LockedOut(Exception cause) => new(
        FailureKind.RateLimited,
        LocalText.Of(
            "Tryton has locked this user out after too many wrong passwords, also for the right one. Leave it alone for five minutes, unless Tryton's session timeout is another.",
            "Tryton har lukket denne bruger ude efter for mange forkerte adgangskoder, også for den rigtige. Lad den være i fem minutter, medmindre Trytons session timeout er en anden."),
        "common.db.login answered 429 without saying for how long",
        LockOut,
        cause)
    {
        Setting = TrytonSettingsForm.Password,
    };

    private static ConnectorException NoDatabase(HttpAnswer answer) => new(
        FailureKind.Misconfigured,
        LocalText.Of("Tryton has no such database at this address. Check server and database.", "Tryton har ingen sådan database på adressen. Kontrollér server og database."),
        $"common.db.login answered {(int)answer.Status}")
    {
        Setting = TrytonSettingsForm.Database,
    };
}
