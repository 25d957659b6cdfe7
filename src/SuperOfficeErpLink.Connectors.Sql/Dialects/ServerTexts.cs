namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>What a database server's errors mean, for whoever is at the screen.</summary>
internal static class ServerTexts
{
    public static LocalText NoAnswer { get; } = LocalText.Of(
        "The ERP's database server does not answer. It is tried again; if it stays so, check that it runs and that host, port and firewall are right.",
        "ERP-systemets databaseserver svarer ikke. Der prøves igen; bliver det ved, så kontrollér, at den kører, og at værtsnavn, port og firewall er rigtige.");

    public static LocalText Slow { get; } = LocalText.Of(
        "The ERP's database took too long to answer. It is tried again; if it stays so, an index on the key or on the column that tells of changes may be missing.",
        "ERP-systemets database var for længe om at svare. Der prøves igen; bliver det ved, mangler der måske et indeks på nøglen eller på kolonnen, der fortæller om ændringer.");

    public static LocalText Full { get; } = LocalText.Of(
        "The ERP's database server takes no more connections at the moment. It is tried again.",
        "ERP-systemets databaseserver tager ikke imod flere forbindelser lige nu. Der prøves igen.");

    public static LocalText ShuttingDown { get; } = LocalText.Of(
        "The ERP's database server is being stopped or started. It is tried again.",
        "ERP-systemets databaseserver er ved at blive stoppet eller startet. Der prøves igen.");

    public static LocalText OutOfRoom { get; } = LocalText.Of(
        "The ERP's database server has no room left on its disk or in its memory. It is tried again; its administrator must make room.",
        "ERP-systemets databaseserver har ikke mere plads på disken eller i hukommelsen. Der prøves igen; dens administrator skal skaffe plads.");

    public static LocalText Locked { get; } = LocalText.Of(
        "Somebody else kept a record in the ERP's database locked. It is tried again; if it stays so, close what holds it.",
        "En anden holdt en post i ERP-systemets database låst. Der prøves igen; bliver det ved, så luk det, der holder den.");

    public static LocalText InEachOthersWay { get; } = LocalText.Of(
        "Others kept writing to the same records in the ERP's database. It is tried again.",
        "Andre blev ved med at skrive til de samme poster i ERP-systemets database. Der prøves igen.");

    public static LocalText WrongPassword { get; } = LocalText.Of(
        "The ERP's database server refuses this user or password. Enter them again.",
        "ERP-systemets databaseserver afviser brugeren eller adgangskoden. Angiv dem igen.");

    public static LocalText NoDatabase { get; } = LocalText.Of(
        "The server has no such database, or the user may not open it. Correct the database's name or give the user the right to connect.",
        "Serveren har ikke den database, eller brugeren må ikke åbne den. Ret databasens navn, eller giv brugeren ret til at oprette forbindelse.");

    public static LocalText NoRight { get; } = LocalText.Of(
        "The user lacks a right in the ERP's database. The technical text in the log names the table; give the user the right to read it, and to change the definition's fields.",
        "Brugeren mangler en rettighed i ERP-systemets database. Den tekniske tekst i loggen nævner tabellen; giv brugeren ret til at læse den og til at ændre definitionens felter.");

    public static LocalText OnlyReads { get; } = LocalText.Of(
        "The ERP's database takes no changes: it is a copy for reading, or was set to read-only. Connect to the one that is written to.",
        "ERP-systemets database tager ikke imod ændringer: den er en kopi til læsning eller er skrivebeskyttet. Opret forbindelse til den, der skrives i.");

    public static LocalText WrongType { get; } = LocalText.Of(
        "A column in the ERP's database is of another type than the definition says. The technical text in the log says which; correct the definition.",
        "En kolonne i ERP-systemets database er af en anden type, end definitionen siger. Den tekniske tekst i loggen siger hvilken; ret definitionen.");

    public static LocalText Untrusted { get; } = LocalText.Of(
        "No protected connection to the ERP's database server could be made: its certificate is not trusted or is for another name, or it offers no encryption. Correct the certificate, the host name or the encryption setting.",
        "Der kunne ikke oprettes en beskyttet forbindelse til ERP-systemets databaseserver: dens certifikat er ikke betroet eller gælder et andet navn, eller den tilbyder ikke kryptering. Ret certifikatet, værtsnavnet eller krypteringen.");

    public static LocalText OurOwn { get; } = LocalText.Of(
        "That database is this product's own. Choose the ERP's.",
        "Den database er dette produkts egen. Vælg ERP-systemets.");

    public static LocalText Defective { get; } = LocalText.Of(
        "The ERP's database answered with an error we do not expect. The technical text in the log says which.",
        "ERP-systemets database svarede med en uventet fejl. Den tekniske tekst i loggen siger hvilken.");
}
