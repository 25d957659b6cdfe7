namespace SuperOfficeErpLink.Web.Demo;

/// <summary>What the demo's names are put together from. Adding or moving a word changes every demo: the tests' ids stand on it.</summary>
internal static class DemoWords
{
    public static readonly string[] FirstNames =
    [
        "Anne", "Mette", "Kirsten", "Hanne", "Søren", "Jens", "Lars", "Peter", "Bjørn", "Åse", "Gitte", "Lone", "Karen", "Ida", "Freja", "Emma", "Oskar",
        "William", "Noah", "Mads", "Rasmus", "Jørgen", "Birthe", "Inger", "Tove", "Ægir", "Thøger", "Signe", "Maja", "Sofie", "Clara", "Alberte", "Malthe",
        "Magnus", "Frederik", "Henrik", "Ole", "Niels", "Poul", "Erik", "Camilla", "Louise", "Charlotte", "Pernille", "Rikke", "Astrid", "Viggo", "Kåre",
    ];

    public static readonly string[] LastNames =
    [
        "Jensen", "Nielsen", "Hansen", "Pedersen", "Andersen", "Christensen", "Larsen", "Sørensen", "Rasmussen", "Jørgensen", "Petersen", "Madsen", "Kristensen",
        "Olsen", "Thomsen", "Christiansen", "Poulsen", "Johansen", "Møller", "Mortensen", "Knudsen", "Østergaard", "Dahl", "Lund", "Holm", "Schmidt", "Kjær",
        "Bech", "Bruun", "Skov", "Åkjær", "Nørgaard", "Vestergaard", "Søndergaard", "Bæk", "Friis", "Krogh", "Toft", "Ravn", "Winther", "Juhl", "Hald",
    ];

    public static readonly string[] Trades =
    [
        "Tømrerforretning", "VVS", "El-teknik", "Bageri", "Autoværksted", "Revision", "Arkitekter", "Maskinfabrik", "Transport", "Byggeservice", "Malerfirma",
        "Ejendomme", "Tandklinik", "Planteskole", "Grafisk", "Trykkeri", "Møbler", "Smedeværksted", "Rengøring", "Fødevarer", "Kølemontage", "Kontormøbler",
        "Boghandel", "Cykler", "Optik", "Frugt & Grønt", "Stål", "Emballage", "Logistik", "Energi", "IT-service", "Konsulenter", "Entreprise", "Glas", "Tagdækning",
    ];

    public static readonly string[] Stems =
    [
        "Nordvind", "Fjordglimt", "Strandbo", "Bøgelund", "Ågade", "Klitgården", "Egeskov", "Havnens", "Sundby", "Limfjords", "Øresunds", "Kattegat", "Vesterhavs",
        "Dannevirke", "Heimdal", "Mjølner", "Freja", "Valhal", "Rønnebær", "Tranekær", "Solvang", "Lærke", "Svane", "Grønnegård", "Højbjerg", "Kildemose", "Stjerne",
        "Tårn", "Bakkehus", "Møllebæk", "Skovly", "Kronhjort", "Isbjørn", "Falken", "Grævling", "Rødkælk",
    ];

    public static readonly string[] Streets =
    [
        "Vestergade", "Østergade", "Nørregade", "Søndergade", "Algade", "Storegade", "Jernbanegade", "Skolegade", "Kirkegade", "Havnegade", "Strandvejen",
        "Sankt Knuds Gade", "Sankt Peders Vej", "Gammel Landevej", "Gammel Kongevej", "Møllevej", "Industrivej", "Håndværkervej", "Rådhuspladsen", "Åboulevarden",
        "Lindeallé", "Kastanieallé", "Bøgevej", "Fabriksvej", "Erhvervsparken", "Ny Munkegade", "Tværvej", "Ringvejen", "Ærøvej", "Stationsvej",
    ];

    public static readonly string[] Titles =
    [
        "Direktør", "Økonomichef", "Indkøber", "Bogholder", "Salgschef", "Projektleder", "Værkfører", "Kontorassistent", "IT-ansvarlig", "Lagerchef", "Partner", "Sekretær",
    ];

    public static readonly string[] Undertakings =
    [
        "Nyt lager", "Ombygning af kontor", "Udskiftning af maskiner", "Nyt økonomisystem", "Energirenovering", "Ny hjemmeside", "Flytning", "Serviceaftale",
        "Kvalitetssikring", "Nye køretøjer", "Udvidelse mod øst", "Årlig vedligeholdelse",
    ];

    public static readonly DemoTown[] Danish =
    [
        new("1050", "København K"), new("2100", "København Ø"), new("2300", "København S"), new("2000", "Frederiksberg"), new("2800", "Kongens Lyngby"),
        new("2605", "Brøndby"), new("3000", "Helsingør"), new("3400", "Hillerød"), new("3700", "Rønne"), new("4000", "Roskilde"), new("4200", "Slagelse"),
        new("4600", "Køge"), new("4700", "Næstved"), new("4800", "Nykøbing F"), new("5000", "Odense C"), new("5700", "Svendborg"), new("5970", "Ærøskøbing"),
        new("6000", "Kolding"), new("6400", "Sønderborg"), new("6700", "Esbjerg"), new("6950", "Ringkøbing"), new("7000", "Fredericia"), new("7100", "Vejle"),
        new("7400", "Herning"), new("7500", "Holstebro"), new("7800", "Skive"), new("8000", "Aarhus C"), new("8600", "Silkeborg"), new("8700", "Horsens"),
        new("8800", "Viborg"), new("8900", "Randers C"), new("9000", "Aalborg"), new("9800", "Hjørring"), new("9900", "Frederikshavn"),
    ];

    public static readonly DemoTown[] Abroad =
    [
        new("211 20", "Malmö", "SE", "+46"), new("411 03", "Göteborg", "SE", "+46"), new("0150", "Oslo", "NO", "+47"), new("5003", "Bergen", "NO", "+47"),
        new("24937", "Flensburg", "DE", "+49"), new("20095", "Hamburg", "DE", "+49"), new("1012 AB", "Amsterdam", "NL", "+31"), new("00100", "Helsinki", "FI", "+358"),
    ];
}

/// <param name="CallingCode">As a phone number begins.</param>
internal sealed record DemoTown(string Zip, string Name, string Country = "DK", string CallingCode = "+45");
