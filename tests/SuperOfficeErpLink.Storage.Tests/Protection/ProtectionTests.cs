using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Storage.Protection;

namespace SuperOfficeErpLink.Storage.Tests.Protection;

public sealed class ProtectionTests : IDisposable
{
    private static readonly Guid Connection = new("11111111-1111-1111-1111-111111111111");
    private static readonly Dictionary<string, string> Password = new() { ["password"] = "hemmelig-æøå" };
    private readonly OwnTestDatabase database = OwnTestDatabase.Make(TestTemplate.Empty);

    public void Dispose() => database.Dispose();

    [Fact]
    public void Secrets_come_back_on_another_node_with_the_same_key_file()
    {
        var stored = Node("a.key").GetRequiredService<SecretProtector>().Protect(Connection, "host=a", Password);

        Open(Node("a.key"), Connection, "host=a", stored).ShouldBeOfType<Secrets.Opened>().Values.ShouldBe(Password);
    }

    [Theory]
    [InlineData("11111111-1111-1111-1111-111111111111", "host=b")]
    [InlineData("22222222-2222-2222-2222-222222222222", "host=a")]
    public void Another_target_or_connection_asks_for_the_secret_again(string connection, string target)
    {
        var stored = Node("a.key").GetRequiredService<SecretProtector>().Protect(Connection, "host=a", Password);

        Open(Node("a.key"), new Guid(connection), target, stored).ShouldBe(new Secrets.MustBeEnteredAgain());
    }

    [Fact]
    public void Damaged_secrets_ask_for_the_secret_again() =>
        Open(Node("a.key"), Connection, "host=a", [1, 2, 3]).ShouldBe(new Secrets.MustBeEnteredAgain());

    [Fact]
    public void Targets_cannot_be_confused()
    {
        SecretProtector.Target([new("a", "1"), new("b", "2")]).ShouldBe(SecretProtector.Target([new("b", "2"), new("a", "1")]));
        SecretProtector.Target([new("a", "1b"), new("c", "")]).ShouldNotBe(SecretProtector.Target([new("a", "1"), new("bc", "")]));
    }

    [Fact]
    public void Secrets_are_not_in_a_text_of_theirs() => new Secrets.Opened(Password).ToString().ShouldBe("password");

    [Fact]
    public void A_node_with_another_key_is_refused_by_the_name_of_the_setting()
    {
        Node("a.key").GetRequiredService<IDataProtectionProvider>().CreateProtector("x").Protect([1]);
        new KeyFile(FileName("b.key")).CreateIfMissing();

        Should.Throw<KeyFileException>(() => Node("b.key")).Message.ShouldContain("ErpLink:KeyFile");
    }

    [Fact]
    public void A_missing_key_is_not_made_anew_once_something_is_protected_with_it()
    {
        Node("a.key").GetRequiredService<IDataProtectionProvider>().CreateProtector("x").Protect([1]);
        File.Delete(FileName("a.key"));

        Should.Throw<KeyFileException>(() => Node("a.key")).Message.ShouldContain("ErpLink:KeyFile");
        File.Exists(FileName("a.key")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("c2hvcnQ=")]
    public void A_file_that_holds_no_key_is_refused(string text)
    {
        File.WriteAllText(FileName("a.key"), text);

        Should.Throw<KeyFileException>(() => Node("a.key")).Message.ShouldContain("ErpLink:KeyFile");
    }

    [Fact]
    public void The_database_alone_does_not_show_the_key_ring()
    {
        Node("a.key").GetRequiredService<IDataProtectionProvider>().CreateProtector("x").Protect([1]);

        using var context = database.CreateDbContext();
        var xml = context.DataProtectionKeys.AsNoTracking().Single().Xml;
        xml.ShouldContain("erpLinkSealed");
        xml.ShouldNotContain("masterKey");
    }

    [Fact]
    public void Only_the_owner_may_read_a_key_file_and_a_looser_one_is_warned_of()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var keyFile = new KeyFile(FileName("a.key"));
        keyFile.CreateIfMissing();
        File.GetUnixFileMode(keyFile.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        keyFile.Warning.ShouldBeNull();

        File.SetUnixFileMode(keyFile.Path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        keyFile.Warning.ShouldNotBeNull().ShouldContain("ErpLink:KeyFile");
    }

    [Fact]
    public void Of_processes_that_start_at_once_one_makes_the_key()
    {
        var files = Enumerable.Range(0, 16).Select(_ => new KeyFile(FileName("a.key"))).ToList();

        Parallel.ForEach(files, file => file.CreateIfMissing());

        files.Select(file => Convert.ToHexString(file.Key)).Distinct().ShouldHaveSingleItem();
        Directory.GetFiles(database.Folder, "*.tmp").ShouldBeEmpty();
    }

    private static Secrets Open(ServiceProvider node, Guid connection, string target, byte[] stored) =>
        node.GetRequiredService<SecretProtector>().Unprotect(connection, target, stored);

    private string FileName(string name) => Path.Combine(database.Folder, name);

    private ServiceProvider Node(string keyFile)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IDbContextFactory<ErpLinkDbContext>>(database);
        services.AddErpLinkProtection(FileName(keyFile));
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<DataProtectionKeys>().Check();
        return provider;
    }
}
