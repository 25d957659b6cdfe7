using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Outbound;

/// <summary>Finds files below one folder, whatever a name or a symbolic link says.</summary>
internal sealed class ErpFiles(OutboundPolicy policy)
{
    private const int MostLinks = 40;

    /// <summary>What SQLite keeps beside a database is as much ours as the database.</summary>
    private static readonly string[] Companions = ["", "-wal", "-shm", "-journal"];

    private static readonly StringComparison PathComparison =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    public string Resolve(string name)
    {
        var parts = Parts(name) ?? throw Refused(LeavesFolder, "A file name that does not stay below the files directory");
        var root = Follow(Path.GetFullPath(policy.FilesDirectory));
        var path = Follow(Path.Combine([root, .. parts]));
        if (!path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, PathComparison))
        {
            throw Refused(LeavesFolder, "A link that leads out of the files directory");
        }

        return IsForbidden(path) ? throw Refused(OurOwn, "Our own database named as an ERP") : path;
    }

    private static string[]? Parts(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl) || name.Contains(':') || name.StartsWith('/') || name.StartsWith('\\')
            || Path.IsPathRooted(name))
        {
            return null;
        }

        var parts = name.Trim().Split('/', '\\').Where(part => part.Length > 0 && part != ".").ToArray();
        return parts.Length > 0 && Array.TrueForAll(parts, IsPlain) ? parts : null;
    }

    /// <summary>Windows drops dots and spaces at the end of a name and takes some names for devices, with any extension.</summary>
    private static bool IsPlain(string part)
    {
        if (part is ".." || part[^1] is '.' or ' ')
        {
            return false;
        }

        var stem = part.Split('.')[0].TrimEnd(' ').ToUpperInvariant();
        var isDevice = stem is "CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$" or "CLOCK$"
            || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal))
                && (char.IsAsciiDigit(stem[3]) || stem[3] is '¹' or '²' or '³'));
        return !isDevice;
    }

    private bool IsForbidden(string path) => policy.ForbiddenFiles
        .SelectMany(file => Companions.Select(companion => Path.GetFullPath(file) + companion))
        .Any(file => string.Equals(Follow(file), path, PathComparison));

    /// <summary>The path with every symbolic link in it resolved, whether or not its end exists.</summary>
    private static string Follow(string path)
    {
        var links = 0;
        var current = Path.GetPathRoot(path) ?? "";
        var rest = new Stack<string>(Split(path[current.Length..]).Reverse());
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Combine(current, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw Refused(LeavesFolder, "Symbolic links in a circle");
            }

            if (Path.IsPathRooted(target))
            {
                current = Path.GetPathRoot(target)!;
                target = target[current.Length..];
            }

            foreach (var step in Split(target).Reverse())
            {
                rest.Push(step);
            }
        }

        return current;
    }

    private static IEnumerable<string> Split(string path) => path
        .Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar)
        .Where(part => part.Length > 0 && part != ".");

    private static ConnectorException Refused(LocalText text, string technical) => new(FailureKind.Misconfigured, text, technical);

    private static LocalText LeavesFolder { get; } = LocalText.Of(
        "Enter a file name below the server's folder for ERP files, without drive, leading slash or \"..\". Links must stay in that folder too.",
        "Angiv et filnavn under serverens mappe til ERP-filer, uden drev, skråstreg først eller \"..\". Links skal også blive i mappen.");

    private static LocalText OurOwn { get; } = LocalText.Of(
        "That file is this product's own database. Choose the ERP's.",
        "Den fil er dette produkts egen database. Vælg ERP-systemets.");
}
