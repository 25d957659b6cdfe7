using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Web.Plugins;

namespace SuperOfficeErpLink.Web.Tests.Plugins;

public sealed class PluginLoaderTests : IDisposable
{
    private readonly PluginMaker maker = new();

    public void Dispose() => maker.Dispose();

    [Fact]
    public void A_plug_in_that_is_the_file_named_brings_its_connector()
    {
        maker.Compile("Contoso/Contoso.dll", "[assembly: System.Reflection.AssemblyInformationalVersion(\"2.1.0+abc\")]" + PluginMaker.Connector());
        var plugin = maker.Load([maker.Entry("Contoso/Contoso.dll")]).ShouldHaveSingleItem();

        plugin.Fault.ShouldBeNull();
        plugin.Version.ShouldBe("2.1.0");
        var connector = plugin.Connectors.ShouldHaveSingleItem();
        connector.Info.Id.ShouldBe("contoso");
        connector.Validate(Settings.Empty).ShouldBeEmpty();
    }

    [Fact]
    public void Its_SHA_256_may_be_written_in_capitals()
    {
        maker.Compile("Contoso.dll", PluginMaker.Connector());
        var entry = maker.Entry("Contoso.dll");
        maker.Fault(entry with { Sha256 = entry.Sha256.ToUpperInvariant() }).ShouldBeNull();
    }

    [Fact]
    public void Another_file_than_the_one_named_is_refused_and_none_of_its_code_runs()
    {
        var ran = maker.PathOf("ran");
        maker.Compile("Contoso.dll", PluginMaker.Connector());
        var entry = maker.Entry("Contoso.dll");
        var other = maker.Compile("Contoso.dll", PluginMaker.Connector(more: $"public ContosoConnector() => System.IO.File.WriteAllText(\"{ran}\", \"\");"));

        maker.Fault(entry).ShouldBe(new PluginFault(PluginFaultKind.HashDiffers, "Contoso.dll", other));
        File.Exists(ran).ShouldBeFalse();
        maker.Fault(maker.Entry("Contoso.dll")).ShouldBeNull();
        File.Exists(ran).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_that_this_process_can_write_is_refused_before_anything_is_read()
    {
        var fault = maker.Fault(new PluginEntry("Contoso/Contoso.dll", new string('0', 64), new Dictionary<string, string>()), new Writable());
        fault.ShouldBe(new PluginFault(PluginFaultKind.Writable, maker.PathOf("Contoso"), Environment.UserName));
    }

    [Fact]
    public void The_contract_is_shared_even_when_the_plug_in_has_a_copy_of_it_and_nothing_else_is()
    {
        maker.Compile("Lonely.dll", PluginMaker.Connector());
        File.Copy(typeof(IErpConnector).Assembly.Location, maker.PathOf("SuperOfficeErpLink.Connectors.dll"));
        maker.Load([maker.Entry("Lonely.dll")])[0].Connectors.ShouldHaveSingleItem();

        var own = AssemblyLoadContext.All.Single(context => context.Name == "Lonely").Assemblies.ShouldHaveSingleItem();
        own.GetType("ContosoConnector")!.GetInterfaces().ShouldBe([typeof(IErpConnector)]);
        AssemblyLoadContext.Default.Assemblies.ShouldNotContain(assembly => assembly.GetName().Name == "Lonely");
    }

    [Fact]
    public void Two_plug_ins_have_a_dependency_each_in_its_own_version()
    {
        foreach (var number in (string[])["1", "2"])
        {
            maker.Compile($"Plugin{number}/Tool.dll", $$"""[assembly: System.Reflection.AssemblyVersion("{{number}}.0.0.0")] public static class Tool { public static string Say() => "tool {{number}}"; }""");
            maker.Compile($"Plugin{number}/Plugin.dll", PluginMaker.Connector($"plugin{number}", "Tool.Say()"), references: maker.PathOf($"Plugin{number}/Tool.dll"));
        }

        var plugins = maker.Load([maker.Entry("Plugin1/Plugin.dll"), maker.Entry("Plugin2/Plugin.dll")]);
        plugins.SelectMany(plugin => plugin.Connectors).Select(connector => (connector.Info.Id, connector.Info.Name.English)).ShouldBe([("plugin1", "tool 1"), ("plugin2", "tool 2")]);
    }

    [Fact]
    public void What_the_application_has_itself_is_not_lent_to_a_plug_in()
    {
        var package = typeof(FluentValidation.IValidator).Assembly;
        maker.Compile("Contoso.dll", PluginMaker.Connector(more: "public FluentValidation.IValidator? Lent;"), references: package.Location);
        maker.Fault(maker.Entry("Contoso.dll")).ShouldBe(new PluginFault(PluginFaultKind.DependencyMissing, "FluentValidation", package.GetName().Version!.ToString()));

        File.Copy(package.Location, maker.PathOf("FluentValidation.dll"));
        maker.Load([maker.Entry("Contoso.dll")])[0].Fault.ShouldBeNull();
    }

    [Fact]
    public void The_shared_framework_is_lent()
    {
        var extensions = typeof(Microsoft.Extensions.Caching.Memory.IMemoryCache).Assembly.Location;
        maker.Compile("Contoso.dll", PluginMaker.Connector(more: "public System.Text.Json.JsonDocument? Lent; public Microsoft.Extensions.Caching.Memory.IMemoryCache? LentToo;"), references: extensions);
        maker.Fault(maker.Entry("Contoso.dll")).ShouldBeNull();
    }

    [Fact]
    public void Where_other_files_are_named_only_those_are_loaded_and_only_as_they_are_named()
    {
        maker.Compile("Tool.dll", "public static class Tool { public static string Say() => \"tool\"; }");
        maker.Compile("Plugin.dll", PluginMaker.Connector(name: "Tool.Say()"), references: maker.PathOf("Tool.dll"));
        File.WriteAllText(maker.PathOf("read.me"), "Thanks.");

        maker.Fault(maker.Entry("Plugin.dll", "Tool.dll")).ShouldBeNull();
        maker.Fault(maker.Entry("Plugin.dll", "read.me")).ShouldBe(new PluginFault(PluginFaultKind.FileNotNamed, "Tool.dll"));
        var named = maker.Entry("Plugin.dll", "Tool.dll");
        var other = maker.Compile("Tool.dll", "public static class Tool { public static string Say() => \"another\"; }");
        maker.Fault(named).ShouldBe(new PluginFault(PluginFaultKind.HashDiffers, "Tool.dll", other));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../Contoso.dll")]
    [InlineData("Contoso/../../Contoso.dll")]
    [InlineData("..\\Contoso.dll")]
    [InlineData("/etc/Contoso.dll")]
    [InlineData("Contoso.txt")]
    [InlineData("Contoso\0.dll")]
    public void A_name_that_leads_elsewhere_is_refused(string file) =>
        maker.Fault(new PluginEntry(file, new string('0', 64), new Dictionary<string, string>()))!.Kind.ShouldBe(PluginFaultKind.NameInvalid);

    [Theory]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void A_SHA_256_that_is_none_is_refused(string hash)
    {
        maker.Compile("Contoso.dll", PluginMaker.Connector());
        maker.Fault(maker.Entry("Contoso.dll") with { Sha256 = hash }).ShouldBe(new PluginFault(PluginFaultKind.HashInvalid, "Contoso.dll"));
    }

    [Fact]
    public void A_file_that_is_not_there_is_said() =>
        maker.Fault(new PluginEntry("Contoso.dll", new string('0', 64), new Dictionary<string, string>())).ShouldBe(new PluginFault(PluginFaultKind.FileUnreadable, maker.PathOf("Contoso.dll")));

    [Fact]
    public void A_file_that_is_no_assembly_is_said()
    {
        File.WriteAllText(maker.PathOf("Contoso.dll"), "MZ, but not really");
        maker.Fault(maker.Entry("Contoso.dll")).ShouldBe(new PluginFault(PluginFaultKind.NotDotNet, "Contoso.dll"));
    }

    [Fact]
    public void An_assembly_for_another_processor_is_said()
    {
        maker.Compile("Contoso.dll", PluginMaker.Connector(), Platform.X86);
        var fault = maker.Fault(maker.Entry("Contoso.dll"))!;
        fault.Kind.ShouldBe(PluginFaultKind.WrongArchitecture, fault.Detail);
    }

    [Fact]
    public void A_damaged_assembly_is_said()
    {
        maker.Compile("Contoso.dll", PluginMaker.Connector());
        var bytes = File.ReadAllBytes(maker.PathOf("Contoso.dll"));
        File.WriteAllBytes(maker.PathOf("Contoso.dll"), bytes[..(bytes.Length / 2)]);
        maker.Fault(maker.Entry("Contoso.dll"))!.Kind.ShouldBeOneOf(PluginFaultKind.NotDotNet, PluginFaultKind.WrongArchitecture);
    }

    [Fact]
    public void A_contract_that_is_another_one_is_said()
    {
        maker.Compile("other/SuperOfficeErpLink.Connectors.dll", "namespace SuperOfficeErpLink.Connectors { public interface IErpConnector { string Old { get; } } }", seesContract: false);
        maker.Compile(
            "Contoso.dll", "public sealed class Contoso : SuperOfficeErpLink.Connectors.IErpConnector { public string Old => \"\"; }", seesContract: false,
            references: maker.PathOf("other/SuperOfficeErpLink.Connectors.dll"));
        maker.Fault(maker.Entry("Contoso.dll"))!.Kind.ShouldBe(PluginFaultKind.ContractDiffers);
    }

    [Theory]
    [InlineData("public sealed class Something { }")]
    [InlineData("internal sealed class Hidden { }")]
    public void A_file_without_a_connector_is_said(string source) => maker.FaultOf(source)!.Kind.ShouldBe(PluginFaultKind.NoConnector);

    [Theory]
    [InlineData("public sealed class", "internal sealed class")]
    [InlineData("public sealed class", "public abstract class")]
    [InlineData("public ConnectorInfo", "public ContosoConnector(int number) { } public ConnectorInfo")]
    public void Only_a_public_class_that_can_be_made_without_anything_is_a_connector(string what, string instead) =>
        maker.FaultOf(PluginMaker.Connector().Replace(what, instead, StringComparison.Ordinal))!.Kind.ShouldBe(PluginFaultKind.NoConnector);

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    public void A_version_of_the_contract_that_is_not_known_is_said(string version) =>
        maker.FaultOf(PluginMaker.Connector(version: version)).ShouldBe(new PluginFault(PluginFaultKind.ContractVersionUnknown, version, "1"));

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("<b>")]
    [InlineData("æble")]
    [InlineData("an-id-of-more-than-fifty-signs-is-too-long-to-be-stored")]
    public void An_id_that_cannot_be_stored_is_said(string id) => maker.FaultOf(PluginMaker.Connector(id)).ShouldBe(new PluginFault(PluginFaultKind.IdInvalid, id));

    [Theory]
    [InlineData("null!")]
    [InlineData("\" \"")]
    public void A_connector_without_a_name_is_said(string name) => maker.FaultOf(PluginMaker.Connector(name: name)).ShouldBe(new PluginFault(PluginFaultKind.NameMissing, "contoso"));

    [Theory]
    [InlineData("public ConnectorInfo Info =>", "public ConnectorInfo Info => throw new FormatException(\"Bad\\nday\"); public ConnectorInfo Other =>")]
    [InlineData("public ConnectorInfo", "public ContosoConnector() => throw new FormatException(\"Bad day\"); public ConnectorInfo")]
    [InlineData("public ConnectorInfo", "static ContosoConnector() => throw new FormatException(\"Bad day\"); public ConnectorInfo")]
    public void A_connector_that_throws_is_said_in_one_line(string what, string instead) =>
        maker.FaultOf(PluginMaker.Connector().Replace(what, instead, StringComparison.Ordinal)).ShouldBe(new PluginFault(PluginFaultKind.Failed, "FormatException: Bad day"));

    [Fact]
    public void A_connector_that_is_nothing_is_said() =>
        maker.FaultOf(PluginMaker.Connector().Replace("public ConnectorInfo Info =>", "public ConnectorInfo Info => null!; public ConnectorInfo Other =>", StringComparison.Ordinal))!
            .Kind.ShouldBe(PluginFaultKind.IdInvalid);

    [Fact]
    public void A_connector_that_does_not_come_to_an_end_is_left()
    {
        var source = PluginMaker.Connector().Replace("public ConnectorInfo", "public ContosoConnector() => Thread.Sleep(Timeout.Infinite); public ConnectorInfo", StringComparison.Ordinal);
        maker.FaultOf(source, TimeSpan.FromMilliseconds(200)).ShouldBe(new PluginFault(PluginFaultKind.TookTooLong, "0.2"));
    }

    [Fact]
    public void An_id_that_another_connector_has_is_refused_whatever_its_case()
    {
        maker.Compile("A/A.dll", PluginMaker.Connector("SQL"));
        maker.Compile("B/B.dll", PluginMaker.Connector("contoso"));
        maker.Compile("C/C.dll", PluginMaker.Connector("Contoso"));
        var plugins = maker.Load([maker.Entry("A/A.dll"), maker.Entry("B/B.dll"), maker.Entry("C/C.dll")], builtIn: new Connectors.Sql.SqlConnector());

        plugins.Select(plugin => plugin.Fault).ShouldBe([new PluginFault(PluginFaultKind.IdTaken, "SQL"), null, new PluginFault(PluginFaultKind.IdTaken, "Contoso")]);
    }

    [Fact]
    public void A_broken_plug_in_leaves_the_others_alone()
    {
        maker.Compile("Good.dll", PluginMaker.Connector());
        var broken = new PluginEntry("Broken.dll", new string('0', 64), new Dictionary<string, string>());
        maker.Load([broken, maker.Entry("Good.dll")]).Select(plugin => plugin.Connectors.Count).ShouldBe([0, 1]);
    }

    [Fact]
    public void A_connector_keeps_the_id_it_was_loaded_with_and_what_else_it_can()
    {
        var source = PluginMaker.Connector("\" + (asked++ == 0 ? \"first\" : \"other\") + \"", more: """
            private int asked;
            public Task SavedAsync(ConnectionContext connection, CancellationToken cancellationToken) => Task.CompletedTask;
            public Task DeletedAsync(Guid connectionId, CancellationToken cancellationToken) => throw new FormatException("deleted");
            """).Replace(": IErpConnector", ": IErpConnector, IKeepsConnections", StringComparison.Ordinal);
        maker.Compile("Contoso.dll", source);
        var connector = maker.Load([maker.Entry("Contoso.dll")])[0].Connectors.ShouldHaveSingleItem();

        connector.Info.Id.ShouldBe("first");
        connector.Info.Id.ShouldBe("first");
        Should.Throw<FormatException>(() => { _ = connector.ShouldBeAssignableTo<IKeepsConnections>()!.DeletedAsync(Guid.NewGuid(), CancellationToken.None); });
    }

    [Fact]
    public void Published_with_its_framework_the_list_of_files_tells_which_are_the_framework_s()
    {
        const string Deps = """
            { "targets": { ".NETCoreApp,Version=v10.0/linux-x64": {
                "SuperOfficeErpLink.Web/0.1.0": { "runtime": { "SuperOfficeErpLink.Web.dll": {} } },
                "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.0": { "runtime": { "System.Runtime.dll": {}, "System.Private.CoreLib.dll": {} }, "native": { "libcoreclr.so": {} } },
                "FluentValidation/11.11.0": { "runtime": { "lib/net8.0/FluentValidation.dll": {} } },
                "empty/1.0.0": {} } } }
            """;
        SharedAssemblies.FrameworkFiles(Deps).ShouldBe(["System.Runtime.dll", "System.Private.CoreLib.dll"], ignoreOrder: true);
    }

    private sealed class Writable : IWriteAccess
    {
        public string? FindWritable(string folder) => folder;
    }
}
