using System.Globalization;
using System.Text.Json;

namespace SuperOfficeErpLink.Connectors.Tests;

public sealed class SettingsTests
{
    private const string Secret = "hunter2-Ærlig";

    private static readonly Settings Sample = new(new Dictionary<string, string>(StringComparer.Ordinal) { ["user"] = "erp", ["password"] = Secret, ["host"] = "" });

    [Fact]
    public void A_setting_is_found_by_its_key() => Sample["password"].ShouldBe(Secret);

    [Theory]
    [InlineData("host")]
    [InlineData("port")]
    [InlineData("Password")]
    public void An_empty_or_absent_setting_is_none(string key) => Sample[key].ShouldBeNull();

    [Fact]
    public void Keys_name_all_settings() => Sample.Keys.ShouldBe(["user", "password", "host"]);

    [Fact]
    public void Nothing_is_set_in_empty_settings() => Settings.Empty.Keys.ShouldBeEmpty();

    [Fact]
    public void A_secret_reaches_no_text()
    {
        var connection = new ConnectionContext(Guid.Empty, IsSaved: true, Sample, null!, TimeProvider.System);

        Sample.ToString().ShouldBe("user, password, host");
        $"{Sample}".ShouldNotContain(Secret);
        string.Format(CultureInfo.InvariantCulture, "{0}", Sample).ShouldNotContain(Secret);
        connection.ToString().ShouldNotContain(Secret);
        JsonSerializer.Serialize(Sample).ShouldNotContain("hunter2");
    }
}
