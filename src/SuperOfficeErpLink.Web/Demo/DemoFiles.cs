namespace SuperOfficeErpLink.Web.Demo;

/// <summary>The texts the demo ERP is made of, as they stand beside this file in the source.</summary>
internal static class DemoFiles
{
    public static string Script => Read("demo-erp.sql");

    public static string Definition => Read("demo-erp.definition.json");

    private static string Read(string name)
    {
        using var stream = typeof(DemoFiles).Assembly.GetManifestResourceStream($"SuperOfficeErpLink.Web.Demo.{name}")
            ?? throw new InvalidOperationException($"{name} is not part of the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
