using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Outbound.Tests;

public sealed class ErpFilesTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("erp-files-").FullName;
    private readonly OutboundGate gate;

    public ErpFilesTests()
    {
        Directory.CreateDirectory(PathOf("erp/sub"));
        File.WriteAllText(PathOf("erp/a.db"), "");
        File.WriteAllText(PathOf("erp/ours.db"), "");
        File.WriteAllText(PathOf("secret.db"), "");
        gate = new OutboundGate(new OutboundPolicy { FilesDirectory = PathOf("erp"), ForbiddenFiles = [PathOf("erp/ours.db")] }, TimeProvider.System);
    }

    public void Dispose()
    {
        gate.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Theory]
    [InlineData("a.db", "erp/a.db")]
    [InlineData("./a.db", "erp/a.db")]
    [InlineData("sub\\b.db", "erp/sub/b.db")]
    [InlineData("not-there-yet.db", "erp/not-there-yet.db")]
    [InlineData("..a.db", "erp/..a.db")]
    public void A_name_below_the_folder_is_found(string name, string path) => gate.ResolveFile(name).ShouldBe(PathOf(path));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../secret.db")]
    [InlineData("sub/../../secret.db")]
    [InlineData("sub\\..\\..\\secret.db")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\server\\share")]
    [InlineData("C:\\erp.db")]
    [InlineData("a.db:stream")]
    [InlineData("a.db\0.txt")]
    [InlineData("nul")]
    [InlineData("sub/COM1.db")]
    [InlineData("a.db.")]
    [InlineData("file:///etc/passwd")]
    public void A_name_that_leads_elsewhere_is_refused(string name) => Refuse(name);

    [Fact]
    public void A_link_out_of_the_folder_is_refused_and_one_within_it_is_followed()
    {
        File.CreateSymbolicLink(PathOf("erp/out.db"), PathOf("secret.db"));
        File.CreateSymbolicLink(PathOf("erp/relative.db"), "../secret.db");
        Directory.CreateSymbolicLink(PathOf("erp/outside"), root);
        File.CreateSymbolicLink(PathOf("erp/in.db"), "a.db");
        File.CreateSymbolicLink(PathOf("erp/circle.db"), "circle.db");
        Refuse("out.db");
        Refuse("relative.db");
        Refuse("outside/secret.db");
        Refuse("outside/new.db");
        Refuse("circle.db");
        gate.ResolveFile("in.db").ShouldBe(PathOf("erp/a.db"));
    }

    [Fact]
    public void Our_own_database_is_no_ERP_by_any_name()
    {
        File.CreateSymbolicLink(PathOf("erp/alias.db"), "ours.db");
        Refuse("ours.db");
        Refuse("alias.db");
        Refuse("sub/.././ours.db");
        Refuse("ours.db-wal");
    }

    [Fact]
    public void The_folder_itself_may_be_a_link()
    {
        Directory.CreateSymbolicLink(PathOf("linked"), PathOf("erp"));
        using var other = new OutboundGate(
            new OutboundPolicy { FilesDirectory = PathOf("linked"), ForbiddenFiles = [PathOf("linked/ours.db")] }, TimeProvider.System);
        other.ResolveFile("a.db").ShouldBe(PathOf("erp/a.db"));
        Should.Throw<ConnectorException>(() => other.ResolveFile("ours.db"));
    }

    private void Refuse(string name)
    {
        var refusal = Should.Throw<ConnectorException>(() => gate.ResolveFile(name));
        refusal.Kind.ShouldBe(FailureKind.Misconfigured);
        refusal.UserText.English.ShouldNotContain(root);
    }

    private string PathOf(string name) => Path.Combine([root, .. name.Split('/')]);
}
