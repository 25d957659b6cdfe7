namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class CredentialsSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    private const string Wrong = "forkert-Hemmelighed-4711";

    [Promise]
    public async Task Wrong_credentials_are_refused_and_are_in_no_text()
    {
        var failure = await Should.ThrowAsync<ConnectorException>(() => Erp.Connector.OpenAsync(Erp.WithCredentials(Wrong), None));
        failure.Kind.ShouldBe(FailureKind.Unauthorized);
        failure.ToString().ShouldNotContain(Wrong);
        failure.UserText.English.ShouldNotContain(Wrong);
    }

    [Promise]
    public async Task Every_secret_is_marked_and_bound_to_where_it_is_sent()
    {
        var fields = await Erp.Connector.DescribeSettingsAsync(Erp.Connection.Settings, None);
        var wrong = Erp.WithCredentials(Wrong).Settings;
        var secrets = wrong.Keys.Where(key => wrong[key] == Wrong).ToList();
        secrets.ShouldNotBeEmpty();
        foreach (var secret in secrets.Select(key => fields.Single(field => field.Key == key)))
        {
            secret.IsSecret.ShouldBeTrue(secret.Key);
            secret.BoundTo.ShouldNotBeEmpty(secret.Key);
            secret.Default.ShouldBeNull(secret.Key);
        }
    }

    [Promise]
    public async Task Right_credentials_are_accepted_after_wrong_ones()
    {
        await Should.ThrowAsync<ConnectorException>(() => Erp.Connector.OpenAsync(Erp.WithCredentials(Wrong), None));
        await using var session = await Erp.Connector.OpenAsync(Erp.Connection, None);
        (await session.DescribeAsync(None)).ActorTypes.ShouldNotBeEmpty();
    }
}
