namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class OpeningSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    [Promise]
    public void Working_settings_have_no_mistakes() => Erp.Connector.Validate(Erp.Connection.Settings).ShouldBeEmpty();

    [Promise]
    public void Empty_settings_have_mistakes_in_English_and_Danish()
    {
        var errors = Erp.Connector.Validate(Settings.Empty);
        errors.ShouldNotBeEmpty();
        errors.ShouldAllBe(error => IsInBoth(error.Message) && error.Message.ByLanguage != null);
    }

    [Promise]
    public async Task Opening_with_empty_settings_is_a_misconfiguration()
    {
        var connection = Erp.Connection with { Settings = Settings.Empty };
        (await Should.ThrowAsync<ConnectorException>(() => Erp.Connector.OpenAsync(connection, None))).Kind.ShouldBe(FailureKind.Misconfigured);
    }

    [Promise]
    public async Task Every_setting_has_a_form_field_with_a_key_of_its_own_and_a_name_in_English_and_Danish()
    {
        var fields = await Erp.Connector.DescribeSettingsAsync(Erp.Connection.Settings, None);
        fields.Select(field => field.Key).ShouldBeUnique();
        Erp.Connection.Settings.Keys.ShouldAllBe(key => fields.Any(field => field.Key == key));
        fields.ShouldAllBe(field => IsInBoth(field.Name) && (field.Help == null || IsInBoth(field.Help)));
        fields.Where(field => field.Type == SettingType.List).ShouldAllBe(field => field.Items.Count > 0);
    }

    [Promise]
    public async Task Each_required_setting_that_is_missing_is_named()
    {
        foreach (var field in (await Erp.Connector.DescribeSettingsAsync(Erp.Connection.Settings, None)).Where(field => field.IsRequired))
        {
            var settings = Without(field.Key);
            Erp.Connector.Validate(settings).Select(error => error.Key).ShouldContain(field.Key);
            var failure = await Should.ThrowAsync<ConnectorException>(() => Erp.Connector.OpenAsync(Erp.Connection with { Settings = settings }, None));
            failure.Kind.ShouldBe(FailureKind.Misconfigured);
            failure.Setting.ShouldBe(field.Key);
        }
    }

    [Promise]
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
            type.Fields.ShouldAllBe(field => IsInBoth(field.Name));
        }
    }

    [Promise]
    public async Task A_description_stays_the_same()
    {
        var first = await Session.DescribeAsync(None);
        var second = await Session.DescribeAsync(None);
        second.Identity.ShouldBe(first.Identity);
        second.ActorTypes.Select(Told).ShouldBe(first.ActorTypes.Select(Told));

        static string Told(ActorTypeInfo type) => $"{type.Type} {type.KeySpace} {type.Can} {string.Join(", ", type.Fields.Select(field => $"{field.Key} {field.Type} {field.Access} {field.MaxLength}"))}";
    }

    [Promise]
    public async Task Two_sessions_give_the_same_identity()
    {
        await using var other = await Erp.Connector.OpenAsync(Erp.Connection with { Id = Guid.NewGuid(), IsSaved = false }, None);
        (await other.DescribeAsync(None)).Identity.ShouldBe((await Session.DescribeAsync(None)).Identity);
    }

    private static bool IsInBoth(LocalText text) => text.English.Length > 0 && (text.ByLanguage is null || text.ByLanguage.GetValueOrDefault("da") is { Length: > 0 });

    private Settings Without(string key) =>
        new(Erp.Connection.Settings.Keys.Where(one => one != key).ToDictionary(one => one, one => Erp.Connection.Settings[one] ?? "", StringComparer.Ordinal));
}
