namespace SuperOfficeErpLink.Web.Demo;

/// <summary>How the same thing comes to be written otherwise in the other system.</summary>
internal static class DemoDifferences
{
    /// <summary>Name: another legal form, none, capitals, or ae for æ; most stay as they are.</summary>
    public static string Name(DemoRandom random, string name) => random.Below(20) switch
    {
        0 => name.Replace(" ApS", " A/S", StringComparison.Ordinal),
        1 => name.Replace(" A/S", " ApS", StringComparison.Ordinal),
        2 => name.ToUpperInvariant(),
        3 => name.Replace("æ", "ae", StringComparison.Ordinal).Replace("ø", "oe", StringComparison.Ordinal),
        4 => $"{name} ",
        5 => WithoutForm(name),
        6 => name.ToLowerInvariant(),
        _ => name,
    };

    public static string Street(DemoRandom random, string street) => random.Below(10) switch
    {
        0 => street.Replace("gade ", " Gade ", StringComparison.Ordinal),
        1 => street.Replace("Sankt ", "Skt. ", StringComparison.Ordinal).Replace("Gammel ", "Gl. ", StringComparison.Ordinal),
        2 => street.Replace("allé", " Alle", StringComparison.Ordinal).Replace("vej ", "v. ", StringComparison.Ordinal),
        3 => $"{street}, st.",
        4 => street.ToUpperInvariant(),
        5 => DemoCrmSide.Street(random),
        _ => street,
    };

    public static string Phone(DemoRandom random, string phone) => random.Below(10) switch
    {
        0 or 1 or 2 => WithoutCode(phone).Replace(" ", "", StringComparison.Ordinal),
        3 => WithoutCode(phone),
        4 => phone.Replace(" ", "", StringComparison.Ordinal),
        5 => DemoCrmSide.Phone(random, phone[..phone.IndexOf(' ', StringComparison.Ordinal)]),
        _ => phone,
    };

    public static string VatNo(DemoRandom random, string number) => random.Below(10) switch
    {
        0 or 1 => $"DK{number}",
        2 => $"DK {number[..2]} {number[2..4]} {number[4..6]} {number[6..]}",
        _ => number,
    };

    public static string Web(DemoRandom random, string web) => random.Below(6) switch
    {
        0 => $"https://{web}/",
        1 => $"http://{web}",
        2 => web[4..],
        _ => web,
    };

    public static string Email(DemoRandom random, string email) => random.Below(8) switch
    {
        0 => email.ToUpperInvariant(),
        1 => email.Replace("info@", "faktura@", StringComparison.Ordinal),
        _ => email,
    };

    /// <summary>The value, or nothing once in a while.</summary>
    public static string? Perhaps(DemoRandom random, int blankPercent, string value) => random.Percent(blankPercent) ? null : value;

    private static string WithoutForm(string name) => name[..name.LastIndexOf(' ')];

    private static string WithoutCode(string phone) => phone[(phone.IndexOf(' ', StringComparison.Ordinal) + 1)..];
}
