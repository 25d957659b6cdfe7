using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using SuperOfficeErpLink.Web.Plugins;

namespace SuperOfficeErpLink.Web.Tests.Plugins;

/// <summary>Files of root as root and as an ordinary user see them.</summary>
[SupportedOSPlatform("linux")]
public sealed class WriteAccessTests : IDisposable
{
    private const uint Ordinary = 65534;
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string root = MemoryFolder.Make("erplink-access-");
    private readonly string folder;
    private readonly string file;

    public WriteAccessTests()
    {
        folder = Directory.CreateDirectory(Path.Combine(root, "plugins", "contoso")).FullName;
        file = Path.Combine(folder, "Contoso.dll");
        File.WriteAllText(file, "");
        if (OperatingSystem.IsLinux())
        {
            foreach (var path in (string[])[root, Path.Combine(root, "plugins"), folder, file])
            {
                File.SetUnixFileMode(path, Plain);
            }
        }
    }

    public static TheoryData<uint> Users => [0, Ordinary];

    public void Dispose() => Directory.Delete(root, recursive: true);

    [RootTheory]
    [MemberData(nameof(Users))]
    public void What_root_alone_can_write_is_guarded(uint user) => FindAs(user).ShouldBeNull();

    [RootTheory]
    [MemberData(nameof(Users))]
    public void A_file_that_everybody_can_write_is_found(uint user)
    {
        File.SetUnixFileMode(file, Plain | UnixFileMode.OtherWrite);
        FindAs(user).ShouldBe(file);
    }

    [RootTheory]
    [MemberData(nameof(Users))]
    public void A_folder_that_everybody_can_write_is_found(uint user)
    {
        File.SetUnixFileMode(folder, Plain | UnixFileMode.OtherWrite);
        FindAs(user).ShouldBe(folder);
    }

    [RootTheory]
    [MemberData(nameof(Users))]
    public void Taking_turns_in_the_plug_in_s_own_folder_is_no_guard(uint user)
    {
        File.SetUnixFileMode(folder, Plain | UnixFileMode.OtherWrite | UnixFileMode.StickyBit);
        FindAs(user).ShouldBe(folder);
    }

    [RootTheory]
    [MemberData(nameof(Users))]
    public void A_folder_above_in_which_the_plug_in_s_could_be_exchanged_is_found(uint user)
    {
        File.SetUnixFileMode(root, Plain | UnixFileMode.OtherWrite);
        FindAs(user).ShouldBe(root);
    }

    [RootTheory]
    [MemberData(nameof(Users))]
    public void A_folder_above_in_which_everybody_only_touches_his_own_is_none(uint user)
    {
        File.SetUnixFileMode(root, Plain | UnixFileMode.OtherWrite | UnixFileMode.StickyBit);
        FindAs(user).ShouldBeNull();
    }

    [RootTheory]
    [MemberData(nameof(Users))]
    public void Whoever_owns_a_file_can_give_himself_the_right_to_write_it(uint user)
    {
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Give(file);
        FindAs(user).ShouldBe(file);
    }

    [RootTheory]
    [MemberData(nameof(Users))]
    public void Whoever_owns_a_folder_above_can_exchange_what_is_in_it(uint user)
    {
        Give(Path.Combine(root, "plugins"));
        FindAs(user).ShouldBe(Path.Combine(root, "plugins"));
    }

    [RootTheory]
    [MemberData(nameof(Users))]
    public void Files_in_folders_below_count_also_hidden_ones(uint user)
    {
        var below = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "runtimes", "linux")).FullName, ".hidden.so");
        File.WriteAllText(below, "");
        File.SetUnixFileMode(below, Plain | UnixFileMode.OtherWrite);
        FindAs(user).ShouldBe(below);
    }

    [RootTheory]
    [MemberData(nameof(Users))]
    public void A_link_among_the_files_is_refused(uint user)
    {
        File.CreateSymbolicLink(Path.Combine(folder, "Tool.dll"), "/etc/hosts");
        Should.Throw<PluginRefusedException>(() => FindAs(user)).Fault.ShouldBe(new PluginFault(PluginFaultKind.IsLink, Path.Combine(folder, "Tool.dll")));
    }

    [RootTheory]
    [MemberData(nameof(Users))]
    public void A_link_on_the_way_leads_to_the_folders_that_count(uint user)
    {
        var way = MemoryFolder.Make("erplink-way-");
        try
        {
            File.SetUnixFileMode(way, Plain);
            Directory.CreateSymbolicLink(Path.Combine(way, "link"), Path.Combine(root, "plugins"));
            File.SetUnixFileMode(root, Plain | UnixFileMode.OtherWrite);
            FindAs(user, Path.Combine(way, "link", "contoso")).ShouldBe(root);
        }
        finally
        {
            Directory.Delete(way, recursive: true);
        }
    }

    [RootTheory]
    [MemberData(nameof(Users))]
    public void A_folder_that_is_not_there_is_said(uint user) =>
        Should.Throw<PluginRefusedException>(() => FindAs(user, "/no/such/folder")).Fault.ShouldBe(new PluginFault(PluginFaultKind.FileUnreadable, "/no/such/folder"));

    private string? FindAs(uint user, string? path = null)
    {
        string? found = null;
        Exception? failure = null;

        // A user is a thread's own as the kernel sees it, and this thread ends with it.
        var thread = new Thread(() =>
        {
            try
            {
                if (user != 0)
                {
                    Become((nint)user);
                }

                found = new WriteAccess().FindWritable(path ?? folder);
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? found : throw failure;
    }

    private static void Give(string path)
    {
        using var chown = Process.Start("chown", [$"{Ordinary}", path]);
        chown.WaitForExit();
        chown.ExitCode.ShouldBe(0);
    }

    private static void Become(nint user)
    {
        var isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        Call(isArm ? 159 : 116, 0, 0, 0).ShouldBe(0, "setgroups");
        Call(isArm ? 149 : 119, user, user, user).ShouldBe(0, "setresgid");
        Call(isArm ? 147 : 117, user, user, user).ShouldBe(0, "setresuid");
    }

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Call(nint number, nint first, nint second, nint third);

    /// <summary>Only root can be somebody else.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class RootTheoryAttribute : TheoryAttribute
    {
        public RootTheoryAttribute()
        {
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            {
                Skip = "Only root on Linux can be another user.";
            }
        }
    }
}
