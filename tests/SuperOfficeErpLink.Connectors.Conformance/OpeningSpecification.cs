namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class OpeningSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    [Fact]
    public void Working_settings_have_no_mistakes() => Erp.Connector.Validate(Erp.Connection.Settings).ShouldBeEmpty();

    [Fact]
    public void Empty_settings_have_mistakes_in_English_and_Danish()
    {
        var errors = Erp.Connector.Validate(Settings.Empty);
        errors.ShouldNotBeEmpty();
        errors.ShouldAllBe(error => error.Message.English.Length > 0 && error.Message.ByLanguage!.ContainsKey("da"));
    }

    [Fact]
    public async Task Opening_with_empty_settings_is_a_misconfiguration()
    {
        var connection = Erp.Connection with { Settings = Settings.Empty };
        (await Should.ThrowAsync<ConnectorException>(() => Erp.Connector.OpenAsync(connection, None))).Kind.ShouldBe(FailureKind.Misconfigured);
    }

    [Fact]
    public async Task Every_required_setting_has_a_form_field_with_a_key_of_its_own()
    {
        var fields = await Erp.Connector.DescribeSettingsAsync(Settings.Empty, None);
        fields.Select(field => field.Key).ShouldBeUnique();
        Erp.Connection.Settings.Keys.ShouldAllBe(key => fields.Any(field => field.Key == key));
    }

    [Fact]
    public async Task Actor_types_fields_and_groups_are_described_once()
    {
        var description = await Session.DescribeAsync(None);
        description.Identity.ShouldNotBeNullOrWhiteSpace();
        description.ActorTypes.Select(type => type.Type).ShouldBeUnique();
        foreach (var type in description.ActorTypes)
        {
            type.KeySpace.ShouldNotBeNullOrWhiteSpace();
            type.Fields.Select(field => field.Key).ShouldBeUnique();
            type.Fields.Where(field => field.Type == FieldType.List).ShouldAllBe(field => field.List != null);
        }
    }

    [Fact]
    public async Task Two_sessions_give_the_same_identity()
    {
        await using var other = await Erp.Connector.OpenAsync(Erp.Connection with { Id = Guid.NewGuid(), IsSaved = false }, None);
        (await other.DescribeAsync(None)).Identity.ShouldBe((await Session.DescribeAsync(None)).Identity);
    }

    [Fact]
    public async Task A_session_may_be_disposed_twice()
    {
        var session = await Erp.Connector.OpenAsync(Erp.Connection, None);
        await session.DisposeAsync();
        await session.DisposeAsync();
    }

    [Fact]
    public async Task A_cancelled_call_throws_that_it_was_cancelled()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Should.ThrowAsync<OperationCanceledException>(() => Session.GetAsync(Erp.Type, Fields, Erp.Keys, cancelled));
    }
}
