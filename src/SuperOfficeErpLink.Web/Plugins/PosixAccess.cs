using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>
/// Effective access as the kernel sees it, lists of rights and read-only file systems included. Whoever owns a file can give himself the right to write it, so
/// owning counts as writing. Root could write everything: for it, nobody else must be able to.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class PosixAccess
{
    private const int CurrentFolder = -100;
    private const int Write = 2;
    private const int EffectiveUser = 0x200;
    private const int ReadOnlyFileSystem = 30;
    private const int TypeModeAndOwner = 0x1 | 0x2 | 0x8;
    private const UnixFileMode ByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    public static string RealPath(string path)
    {
        var found = RealPathOf(path, nint.Zero);
        if (found == nint.Zero)
        {
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        try
        {
            return Marshal.PtrToStringUTF8(found)!;
        }
        finally
        {
            Free(found);
        }
    }

    /// <param name="isAbove">In a folder whose entries only their owners may take away, others' entries are safe.</param>
    public static bool MayWrite(string path, bool isAbove)
    {
        var (owner, mode) = OwnerAndMode(path);
        var user = EffectiveUserId();
        if (user == 0)
        {
            return owner != 0 || ((mode & ByOthers) != UnixFileMode.None && !(isAbove && mode.HasFlag(UnixFileMode.StickyBit)));
        }

        if (Access(CurrentFolder, path, Write, EffectiveUser) == 0)
        {
            return owner == user || !(isAbove && mode.HasFlag(UnixFileMode.StickyBit));
        }

        // On a file system that is mounted read-only even an owner cannot give himself the right.
        return owner == user && Marshal.GetLastPInvokeError() != ReadOnlyFileSystem;
    }

    private static (uint Owner, UnixFileMode Mode) OwnerAndMode(string path)
    {
        var status = default(Status);
        return Statx(CurrentFolder, path, 0, TypeModeAndOwner, ref status) == 0
            ? (status.Owner, (UnixFileMode)(status.Mode & 0xFFF))
            : throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "faccessat", SetLastError = true, ExactSpelling = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode, int flags);

    [DllImport("libc", EntryPoint = "geteuid", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint EffectiveUserId();

    [DllImport("libc", EntryPoint = "realpath", SetLastError = true, ExactSpelling = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint RealPathOf([MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint resolved);

    [DllImport("libc", EntryPoint = "free", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Free(nint text);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true, ExactSpelling = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint wanted, ref Status status);

    /// <summary>The kernel's <c>struct statx</c>: the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;
    }
}
