using SuperOfficeErpLink.Connectors.Conformance.Troubled;

namespace SuperOfficeErpLink.Connectors.Tryton.Tests;

/// <summary>One session is used as long as it lives; signing in is dear, and too often is never forgiven.</summary>
public sealed class SigningInTests : TrytonTest
{
    private int signIns;

    [TrytonFact]
    public async Task Many_calls_sign_in_once()
    {
        Count();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ReadAsync(Erp.Keys[0])));
        signIns.ShouldBe(0);
    }

    [TrytonFact]
    public async Task A_session_that_has_ended_is_renewed_once_and_the_call_goes_on()
    {
        Refuse(TheFirstToken());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReadAsync(Erp.Keys[0])));
        signIns.ShouldBe(1);
    }

    [TrytonFact]
    public async Task A_write_in_a_session_that_has_ended_is_done_once()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        Refuse(TheFirstToken());
        (await UpdateAsync(before, "street", "Nygade 1")).ShouldBeOfType<SaveOutcome.Saved>();
        signIns.ShouldBe(1);
    }

    [TrytonFact]
    public async Task A_user_that_is_refused_is_not_tried_again_and_again()
    {
        Refuse(_ => true);
        for (var call = 0; call < 3; call++)
        {
            (await Should.ThrowAsync<ConnectorException>(() => ReadAsync(Erp.Keys[0]))).Kind.ShouldBe(FailureKind.Unauthorized);
        }

        signIns.ShouldBeLessThanOrEqualTo(3, "one for each call, which each was signed in with");
    }

    [TrytonFact]
    public async Task A_password_that_is_no_longer_right_is_tried_once()
    {
        var first = TheFirstToken();
        Proxy.MakeWhere(request =>
        {
            signIns += IsSignIn(request) ? 1 : 0;
            return IsSignIn(request) || first(request) ? new Trouble.Answer(401) : null;
        });
        for (var call = 0; call < 3; call++)
        {
            var failure = await Should.ThrowAsync<ConnectorException>(() => ReadAsync(Erp.Keys[0]));
            failure.Kind.ShouldBe(FailureKind.Unauthorized);
            failure.Setting.ShouldBe("password");
        }

        signIns.ShouldBe(1);
    }

    [TrytonFact]
    public async Task A_user_that_is_locked_out_is_told_so_and_for_how_long()
    {
        Proxy.MakeWhere(request => IsSignIn(request) ? new Trouble.Answer(429) : null);
        var failure = await Should.ThrowAsync<ConnectorException>(() => Erp.Connector.OpenAsync(Erp.Through(Proxy.Address, TimeProvider.System), None));
        failure.Kind.ShouldBe(FailureKind.RateLimited);
        failure.UserText.English.ShouldContain("locked this user out");
        failure.RetryAfter.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [TrytonFact]
    public async Task A_user_without_groups_reads_and_is_not_offered_what_it_may_not_do()
    {
        await using var reader = await Erp.Connector.OpenAsync(Erp.With(new(StringComparer.Ordinal) { ["user"] = "erp_reader" }), None);
        var description = await reader.DescribeAsync(None);
        description.Find(ActorType.Project)!.Can.ShouldBe(Abilities.Changes | Abilities.SearchByParent);
        (await reader.GetAsync(ActorType.Customer, Fields, [Erp.Keys[0]], None)).Found.Count.ShouldBe(1);
    }

    [TrytonTheory]
    [InlineData("database", "no-such-database", "database")]
    [InlineData("customerCategory", "No such category", "customerCategory")]
    [InlineData("relationType", "No such relation", "relationType")]
    [InlineData("identifierTypes", "xx_vat", "identifierTypes")]
    [InlineData("company", "No such company", "company")]
    [InlineData("password", "wrong", "password")]
    public async Task A_setting_that_does_not_fit_the_server_is_named(string setting, string value, string named)
    {
        var failure = await Should.ThrowAsync<ConnectorException>(() => Erp.Connector.OpenAsync(Erp.With(new(StringComparer.Ordinal) { [setting] = value }), None));
        failure.Setting.ShouldBe(named);
        failure.IsTransient.ShouldBeFalse();
    }

    [TrytonFact]
    public async Task A_company_is_chosen_by_its_name()
    {
        await using var named = await Erp.Connector.OpenAsync(Erp.With(new(StringComparer.Ordinal) { ["company"] = "Our Own Company A/S" }), None);
        (await named.DescribeAsync(None)).Identity.ShouldEndWith("#1");
    }

    private static bool IsSignIn(string request) => request.Contains("common.db.login", StringComparison.Ordinal);

    private void Count() => Refuse(_ => false);

    private void Refuse(Func<string, bool> isRefused) => Proxy.MakeWhere(request =>
    {
        Interlocked.Add(ref signIns, IsSignIn(request) ? 1 : 0);
        return !IsSignIn(request) && isRefused(request) ? new Trouble.Answer(401) : null;
    });

    /// <summary>Says whether a request goes by the session that the first one it sees goes by.</summary>
    private static Func<string, bool> TheFirstToken()
    {
        string? first = null;
        return request =>
        {
            var token = Array.Find(request.Split("\r\n"), line => line.StartsWith("Authorization", StringComparison.OrdinalIgnoreCase));
            return token == (first ??= token);
        };
    }
}
