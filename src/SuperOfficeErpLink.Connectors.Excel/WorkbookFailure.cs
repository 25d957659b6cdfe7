using System.Globalization;

namespace SuperOfficeErpLink.Connectors.Excel;

/// <summary>Why a workbook cannot be used, for whoever is at the screen: where to look in Excel, and what to do there.</summary>
internal static class WorkbookFailure
{
    private static CultureInfo Danish { get; } = CultureInfo.GetCultureInfo("da");

    public static ConnectorException NotThere(string name) => About(
        FailureKind.Unreachable,
        LocalText.Of(
            $"The workbook {name} is not there. Put it in the server's folder for ERP files, or correct the name.",
            $"Regnearket {name} findes ikke. Læg det i serverens mappe til ERP-filer, eller ret navnet."),
        $"Workbook '{name}' does not exist");

    public static ConnectorException InUse(string name, Exception cause) => About(
        FailureKind.Unreachable,
        LocalText.Of(
            $"The workbook {name} is in use by another program. It is tried again; close it in Excel if this goes on.",
            $"Regnearket {name} er i brug i et andet program. Der prøves igen; luk det i Excel, hvis det bliver ved."),
        $"Workbook '{name}' is in use: {cause.Message}",
        cause);

    public static ConnectorException OpenInExcel(string name, string ownerFile) => About(
        FailureKind.Unreachable,
        LocalText.Of(
            $"Somebody has the workbook {name} open, so nothing was written. Close it in Excel. If nobody has it open, delete the file {ownerFile} beside it.",
            $"Nogen har regnearket {name} åbent, så intet blev skrevet. Luk det i Excel. Er det ikke åbent hos nogen, så slet filen {ownerFile} ved siden af."),
        $"Owner file '{ownerFile}' says that the workbook is open");

    public static ConnectorException Busy(string name) => About(
        FailureKind.Unreachable,
        LocalText.Of(
            $"The workbook {name} is being changed by others all the time, so nothing was written. It is tried again.",
            $"Regnearket {name} bliver hele tiden ændret af andre, så intet blev skrevet. Der prøves igen."),
        $"Workbook '{name}' changed or was locked at every attempt");

    public static ConnectorException MayNot(string name, Exception? cause) => About(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The server may not read or write the workbook {name} or its folder. Give the service's account the rights, and remove write protection.",
            $"Serveren må ikke læse eller skrive regnearket {name} eller dets mappe. Giv tjenestens konto rettighederne, og fjern skrivebeskyttelse."),
        $"No right to read or write workbook '{name}'",
        cause);

    public static ConnectorException NotWritten(string name, Exception cause) => About(
        FailureKind.Unreachable,
        LocalText.Of(
            $"The workbook {name} could not be written; it is as it was. Is the disk full?",
            $"Regnearket {name} kunne ikke skrives; det er som før. Er disken fuld?"),
        $"Writing workbook '{name}' failed: {cause.Message}",
        cause);

    /// <param name="isFresh">It was changed a moment ago, so it may only be half there yet.</param>
    public static ConnectorException Broken(string name, string technical, Exception? cause, bool isFresh = false) => About(
        isFresh ? FailureKind.Unreachable : FailureKind.Misconfigured,
        isFresh
            ? LocalText.Of(
                $"{name} cannot be read as a workbook. If it is just being copied, wait a little; else open it in Excel and save it again as .xlsx.",
                $"{name} kan ikke læses som et regneark. Er det ved at blive kopieret, så vent lidt; ellers åbn det i Excel, og gem det igen som .xlsx.")
            : LocalText.Of(
                $"{name} cannot be read as a workbook. Open it in Excel and save it again as .xlsx, or put a sound copy in its place.",
                $"{name} kan ikke læses som et regneark. Åbn det i Excel, og gem det igen som .xlsx, eller læg en hel kopi i stedet."),
        $"Workbook '{name}': {technical}",
        cause);

    public static ConnectorException Protected(string name) => About(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"{name} is protected with a password. Remove it in Excel: File, Info, Protect Workbook, Encrypt with Password.",
            $"{name} er beskyttet med en adgangskode. Fjern den i Excel: Filer, Oplysninger, Beskyt projektmappe, Krypter med adgangskode."),
        $"Workbook '{name}' is encrypted");

    public static ConnectorException OldFormat(string name) => About(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"{name} is in the format of Excel 97-2003. Open it in Excel and save it as .xlsx.",
            $"{name} er i formatet fra Excel 97-2003. Åbn det i Excel, og gem det som .xlsx."),
        $"Workbook '{name}' is an OLE compound file");

    public static ConnectorException TooLarge(string name) => About(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The workbook {name} is too large. Take out sheets and columns that are not needed here.",
            $"Regnearket {name} er for stort. Fjern ark og kolonner, der ikke bruges her."),
        $"Workbook '{name}' is larger than is read");

    public static ConnectorException AnotherClient(string name) => About(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"{name} now holds another ERP client than the one this connection was made for. Put the right workbook back, or make a new connection.",
            $"{name} rummer nu en anden ERP-klient end den, forbindelsen blev oprettet til. Læg det rigtige regneark tilbage, eller opret en ny forbindelse."),
        $"The id on the sheet Client of '{name}' changed while the session was open");

    /// <param name="place">A sheet, or a cell of one.</param>
    /// <param name="english">What is wrong there and what to do, as the rest of a sentence.</param>
    public static ConnectorException At(LocalText place, string english, string danish) => About(
        FailureKind.Misconfigured,
        LocalText.Of($"The workbook's {place.English} {english}", $"Regnearkets {place.In(Danish)} {danish}"),
        $"Workbook, {place.English}: {english}");

    public static LocalText Sheet(string name) => LocalText.Of($"sheet {name}", $"ark {name}");

    public static LocalText Cell(string sheet, string address) => LocalText.Of($"sheet {sheet}, cell {address},", $"ark {sheet}, celle {address},");

    public static ConnectorException NoSheet(ActorType type) => About(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The workbook has no sheet named {type}. Add it, with names of fields in its first row.",
            $"Regnearket har intet ark med navnet {type}. Tilføj det, med feltnavne i første række."),
        $"The workbook has no sheet {type}");

    private static ConnectorException About(FailureKind kind, LocalText text, string technical, Exception? cause = null) =>
        new(kind, text, technical, innerException: cause) { Setting = ExcelConnector.FileSetting };
}
