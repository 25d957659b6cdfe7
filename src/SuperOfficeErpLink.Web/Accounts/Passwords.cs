using System.Security.Cryptography;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>Passwords that are shown once, to be changed at the first sign-in.</summary>
public static class Passwords
{
    // Without letters and digits that are mistaken for one another.
    private const string Signs = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int Fewest = 4;

    /// <summary>About 79 bits of chance.</summary>
    public static string New()
    {
        while (true)
        {
            var signs = RandomNumberGenerator.GetString(Signs, 16);
            if (signs.Distinct().Count() >= Fewest)
            {
                return $"{signs[..4]}-{signs[4..8]}-{signs[8..12]}-{signs[12..]}";
            }
        }
    }
}
