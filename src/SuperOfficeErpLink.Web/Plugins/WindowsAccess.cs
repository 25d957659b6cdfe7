using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>Found out by trying: a file is opened for writing without being changed, in a folder a file is made that is gone when it is closed. Owning counts as writing.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsAccess
{
    /// <param name="isAbove">Everybody may make folders below a drive: what counts above is to take away what is there.</param>
    public static bool MayWrite(string path, bool isAbove)
    {
        var isFolder = Directory.Exists(path);
        return isAbove ? !IsDrive(path) && IsOwn(new DirectoryInfo(path).GetAccessControl())
            : isFolder ? IsOwn(new DirectoryInfo(path).GetAccessControl()) || CanMakeFileIn(path)
            : IsOwn(new FileInfo(path).GetAccessControl()) || CanOpen(path);
    }

    private static bool IsDrive(string path) => string.Equals(Path.GetPathRoot(path), path, StringComparison.OrdinalIgnoreCase);

    private static bool IsOwn(FileSystemSecurity security)
    {
        using var me = WindowsIdentity.GetCurrent();
        return security.GetOwner(typeof(SecurityIdentifier)) is { } owner && (owner.Equals(me.User) || me.Groups?.Contains(owner) == true);
    }

    private static bool CanOpen(string path) => Succeeds(() => File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite));

    private static bool CanMakeFileIn(string folder) => Succeeds(
        () => new FileStream(Path.Combine(folder, $".probe-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose));

    /// <summary>Refused for the right reason is the only thing that counts as not writable.</summary>
    private static bool Succeeds(Func<FileStream> open)
    {
        try
        {
            open().Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
