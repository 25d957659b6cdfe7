using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>
/// Puts one file in another's place and keeps what was there, in one step as far as the system has one: Linux exchanges two names at once,
/// Windows replaces and keeps at once, and elsewhere there is a moment between keeping and replacing.
/// </summary>
internal static class FileSwap
{
    private const int CurrentFolder = -100;
    private const uint Exchange = 2;
    private const int NotSupported = 22;
    private const int NoSuchCall = 38;

    /// <param name="kept">Where what was replaced may be kept.</param>
    /// <returns>Where it is: there, or in the new file's old place.</returns>
    /// <exception cref="IOException">Nothing was replaced.</exception>
    public static string Replace(string file, string place, string kept)
    {
        if (OperatingSystem.IsLinux() && TryExchange(file, place))
        {
            return file;
        }

        File.Replace(file, place, kept, ignoreMetadataErrors: true);
        return kept;
    }

    /// <summary>False where the system or the folder's file system does not know how.</summary>
    private static bool TryExchange(string file, string place)
    {
        try
        {
            if (RenameAt2(CurrentFolder, Utf8(file), CurrentFolder, Utf8(place), Exchange) == 0)
            {
                return true;
            }
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }

        return Marshal.GetLastPInvokeError() is var error && error is NotSupported or NoSuchCall
            ? false
            : throw new IOException(new Win32Exception(error).Message);
    }

    private static byte[] Utf8(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int RenameAt2(int folder, byte[] file, int placeFolder, byte[] place, uint how);
}
