namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>Why a plug-in is not used. Each has a cause and a fix among the texts.</summary>
public enum PluginFaultKind
{
    /// <summary>The line names no file below the folder of plug-ins.</summary>
    NameInvalid,

    /// <summary>A SHA-256 is missing or is none.</summary>
    HashInvalid,

    /// <summary>A file, or its folder, is not there or cannot be read.</summary>
    FileUnreadable,

    /// <summary>This process could have written the file, or put another one in its place.</summary>
    Writable,

    /// <summary>A link leads out of what was checked.</summary>
    IsLink,

    /// <summary>This system does not tell who may write a file.</summary>
    WritableUnknown,

    /// <summary>A file is another one than the one that was named.</summary>
    HashDiffers,

    /// <summary>The plug-in loads a file that its line does not name.</summary>
    FileNotNamed,
    NotDotNet,
    WrongArchitecture,
    DependencyMissing,

    /// <summary>It asks for something the contract of this installation does not have.</summary>
    ContractDiffers,
    ContractVersionUnknown,
    NoConnector,
    IdInvalid,
    IdTaken,
    NameMissing,

    /// <summary>Its own code threw.</summary>
    Failed,
    TookTooLong,
}

/// <param name="Detail">A file, a name or a number the text has a place for.</param>
/// <param name="More">What else the text has a place for.</param>
public sealed record PluginFault(PluginFaultKind Kind, string Detail = "", string More = "")
{
    private const int Longest = 300;

    // Both may come from a plug-in: one short line of a page and of the log, whatever they hold.
    public string Detail { get; } = Line(Detail);

    public string More { get; } = Line(More);

    private static string Line(string text) => string.Concat(text.Take(Longest).Select(sign => char.IsControl(sign) ? ' ' : sign));
}

/// <summary>A plug-in is not used, and why.</summary>
public sealed class PluginRefusedException(PluginFault fault, Exception? innerException = null) : Exception($"{fault.Kind} {fault.Detail} {fault.More}", innerException)
{
    public PluginRefusedException(PluginFaultKind kind, string detail = "", string more = "", Exception? innerException = null)
        : this(new PluginFault(kind, detail, more), innerException)
    {
    }

    public PluginFault Fault => fault;
}
