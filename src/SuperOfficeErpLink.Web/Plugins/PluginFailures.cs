using System.Reflection;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>What the failures of loading mean. Pure.</summary>
internal static class PluginFailures
{
    public static PluginFault Explain(Exception failure) => Chain(failure).Select(Known).FirstOrDefault(fault => fault is not null) ?? Unknown(failure);

    /// <summary>From the outermost in: the first that is known says it.</summary>
    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (Exception? one = failure; one is not null; one = one.InnerException)
        {
            yield return one;
            foreach (var inner in one is ReflectionTypeLoadException types ? types.LoaderExceptions.OfType<Exception>() : [])
            {
                yield return inner;
            }
        }
    }

    private static PluginFault? Known(Exception failure) => failure switch
    {
        PluginRefusedException refused => refused.Fault,
        BadImageFormatException or FileLoadException { InnerException: null } => new PluginFault(PluginFaultKind.WrongArchitecture, failure.Message),

        // The runtime's own words for an assembly; a plug-in may also miss a file of another kind.
        FileNotFoundException { FileName: { } name } when name.Contains(", Culture=", StringComparison.Ordinal) => Missing(name),
        DllNotFoundException or EntryPointNotFoundException => null,
        MissingMemberException or TypeLoadException => new PluginFault(PluginFaultKind.ContractDiffers, failure.Message),
        _ => null,
    };

    private static PluginFault Missing(string fullName)
    {
        var name = new AssemblyName(fullName);
        return new PluginFault(PluginFaultKind.DependencyMissing, name.Name ?? fullName, name.Version?.ToString() ?? "");
    }

    /// <summary>What the plug-in's own code threw, without what the runtime wrapped it in.</summary>
    private static PluginFault Unknown(Exception failure)
    {
        var own = failure;
        while (own is TargetInvocationException or TypeInitializationException && own.InnerException is { } inner)
        {
            own = inner;
        }

        return new PluginFault(PluginFaultKind.Failed, $"{own.GetType().Name}: {own.Message}");
    }
}
