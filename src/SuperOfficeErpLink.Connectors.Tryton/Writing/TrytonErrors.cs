using System.Globalization;

namespace SuperOfficeErpLink.Connectors.Tryton.Writing;

/// <summary>Why a field is refused, where Tryton is named or alone refuses it.</summary>
internal static class TrytonErrors
{
    public static LocalText ReadOnly { get; } = LocalText.Of("Only Tryton changes this field.", "Kun Tryton ændrer dette felt.");

    public static LocalText NotThere { get; } = LocalText.Of("Tryton does not have this field.", "Tryton har ikke dette felt.");

    public static LocalText NotText { get; } = LocalText.Of("Holds characters that Tryton cannot store.", "Indeholder tegn, som Tryton ikke kan gemme.");

    public static LocalText OneLine { get; } = LocalText.Of("Must be one line without tabs.", "Skal være én linje uden tabulatorer.");

    public static LocalText NoParent { get; } = LocalText.Of("Must belong to a customer or supplier in Tryton.", "Skal høre under en kunde eller leverandør i Tryton.");

    public static LocalText Hidden { get; } = LocalText.Of(
        "The record is not in Tryton any more, or Tryton's rules hide it from the connection's user.", "Posten er ikke i Tryton længere, eller Trytons regler skjuler den for forbindelsens bruger.");

    public static LocalText Fault { get; } = LocalText.Of("Tryton failed on this record and says no more. Tryton's own log does.", "Tryton fejlede på denne post og siger ikke mere. Det gør Trytons egen log.");

    public static LocalText TooLong(int length, int limit) => LocalText.Of(
        $"Too long: {Plain(length)} characters, Tryton takes {Plain(limit)}.", $"For lang: {Plain(length)} tegn, Tryton har plads til {Plain(limit)}.");

    public static LocalText NotInList(string key) => LocalText.Of($"Tryton's list has no item \"{key}\".", $"Trytons liste har intet punkt \"{key}\".");

    public static LocalText Refused(string message) => LocalText.Of($"Tryton refused it: {message}", $"Tryton afviste det: {message}");

    public static LocalText Asks(string message) => LocalText.Of(
        $"Tryton asks before it does this, and a person must answer there: {message}", $"Tryton spørger, før det gør dette, og et menneske må svare der: {message}");

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);
}
