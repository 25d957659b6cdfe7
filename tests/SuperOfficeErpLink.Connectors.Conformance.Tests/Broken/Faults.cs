using System.Runtime.CompilerServices;

namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Broken;

/// <summary>A connector broken on purpose for every promise.</summary>
internal static partial class Faults
{
    public const string DisposedTwice = "Disposed twice.";

    public static IReadOnlyDictionary<string, Fault> ByPromise { get; } =
        new[] { Opening, Reading, Operators, Families, Changes, Writing, Creating, Values, Lists, Lifetime, Http }.SelectMany(part => part).ToDictionary(one => one.Promise, one => one.Fault, StringComparer.Ordinal);

    private static (string Promise, Fault Fault)[] Opening =>
    [
        (nameof(OpeningSpecification<>.Working_settings_have_no_mistakes), new("finds fault with every setting")
        {
            Validate = (_, _) => [new SettingError(null, LocalText.Of("No.", "Nej."))],
        }),
        (nameof(OpeningSpecification<>.Empty_settings_have_mistakes_in_English_and_Danish), new("speaks English only")
        {
            Validate = (inner, settings) => [.. inner.Validate(settings).Select(error => error with { Message = new LocalText(error.Message.English) })],
        }),
        (nameof(OpeningSpecification<>.Opening_with_empty_settings_is_a_misconfiguration), new("calls every failure to open unreachable")
        {
            Open = async (inner, connection, cancellation) =>
            {
                try
                {
                    return await inner.OpenAsync(connection, cancellation);
                }
                catch (ConnectorException failure)
                {
                    throw new ConnectorException(FailureKind.Unreachable, failure.UserText, failure.Message);
                }
            },
        }),
        (nameof(OpeningSpecification<>.Every_setting_has_a_form_field_with_a_key_of_its_own_and_a_name_in_English_and_Danish), new("uses a setting that its form does not have")
        {
            Setting = setting => setting.IsSecret ? [] : [setting],
        }),
        (nameof(OpeningSpecification<>.Each_required_setting_that_is_missing_is_named), new("says that something is missing, not what")
        {
            Validate = (inner, settings) => [.. inner.Validate(settings).Select(error => error with { Key = null })],
        }),
        (nameof(OpeningSpecification<>.Actor_types_fields_and_groups_are_described_once), new("describes a field twice")
        {
            Describe = description => description with { ActorTypes = [.. description.ActorTypes.Select(type => type with { Fields = [.. type.Fields, type.Fields[0]] })] },
        }),
        (nameof(OpeningSpecification<>.A_description_stays_the_same), new("describes its fields by what it read last")
        {
            Describe = description => description with { ActorTypes = [.. description.ActorTypes.Select(type => type with { KeySpace = Guid.NewGuid().ToString() })] },
        }),
        (nameof(OpeningSpecification<>.Two_sessions_give_the_same_identity), new("takes its session's number for the client's identity")
        {
            Describe = description => description with { Identity = Guid.NewGuid().ToString() },
        }),
        (nameof(CredentialsSpecification<>.Wrong_credentials_are_refused_and_are_in_no_text), new("repeats the password in what it writes to the log")
        {
            Open = async (inner, connection, cancellation) =>
            {
                try
                {
                    return await inner.OpenAsync(connection, cancellation);
                }
                catch (ConnectorException failure)
                {
                    throw new ConnectorException(failure.Kind, failure.UserText, $"refused: {connection.Settings["password"]}");
                }
            },
        }),
        (nameof(CredentialsSpecification<>.Every_secret_is_marked_and_bound_to_where_it_is_sent), new("sends its password wherever the address is changed to")
        {
            Setting = setting => [setting with { BoundTo = [] }],
        }),
        (nameof(CredentialsSpecification<>.Right_credentials_are_accepted_after_wrong_ones), RemembersARefusal()),
    ];

    private static (string Promise, Fault Fault)[] Lists =>
    [
        (nameof(ListSpecification<>.Every_list_a_field_names_can_be_read_and_has_keys_of_its_own), new("gives an item twice")
        {
            List = async (inner, list, keys, cancellation) => await inner.GetListAsync(list, keys, cancellation) is var items ? [.. items, items[0]] : [],
        }),
        (nameof(ListSpecification<>.Items_are_read_by_key_and_unknown_keys_are_left_out), new("makes up the items that it is asked for")
        {
            List = async (inner, list, keys, cancellation) => keys is null ? await inner.GetListAsync(list, null, cancellation) : [.. keys.Select(key => new ListItem(key, key, IsActive: true))],
        }),
    ];

    private static (string Promise, Fault Fault)[] Lifetime =>
    [
        (nameof(LifetimeSpecification<>.A_session_may_be_disposed_twice), new("counts how often it is disposed") { Dispose = DisposedOnce() }),
        (nameof(LifetimeSpecification<>.One_session_does_not_end_with_another), EndsAllAtOnce()),
        (nameof(LifetimeSpecification<>.A_disposed_session_says_so), new("goes on after it was disposed") { Dispose = _ => ValueTask.CompletedTask }),
        (nameof(LifetimeSpecification<>.Calls_may_run_at_once), KeepsItsCallInAField()),
        (nameof(LifetimeSpecification<>.A_cancelled_call_throws_that_it_was_cancelled), new("does not listen when it is cancelled")
        {
            Get = (inner, type, fields, keys, _) => inner.GetAsync(type, fields, keys, default),
        }),
    ];

    private static Fault RemembersARefusal()
    {
        var isRefused = new ConditionalWeakTable<IErpConnector, object>();
        return new("stays locked out by a refusal that is over")
        {
            Open = async (inner, connection, cancellation) =>
            {
                try
                {
                    return isRefused.TryGetValue(inner, out _) ? throw Failure(FailureKind.Unauthorized) : await inner.OpenAsync(connection, cancellation);
                }
                catch (ConnectorException)
                {
                    isRefused.AddOrUpdate(inner, new object());
                    throw;
                }
            },
        };
    }

    private static Func<IErpSession, ValueTask> DisposedOnce()
    {
        var disposed = new ConditionalWeakTable<IErpSession, object>();
        return inner => disposed.TryAdd(inner, inner) ? inner.DisposeAsync() : throw new InvalidOperationException(DisposedTwice);
    }

    private static Fault EndsAllAtOnce()
    {
        var open = new List<IErpSession>();
        return new("closes its one connection with the first session that ends")
        {
            Open = async (inner, connection, cancellation) =>
            {
                open.Add(await inner.OpenAsync(connection, cancellation));
                return open[^1];
            },
            Dispose = async _ =>
            {
                foreach (var session in open)
                {
                    await session.DisposeAsync();
                }
            },
        };
    }

    private static Fault KeepsItsCallInAField()
    {
        IReadOnlyList<string> wanted = [];
        var calls = 0;
        return new("keeps what a call is about in a field that calls share")
        {
            Get = async (inner, type, fields, keys, cancellation) =>
            {
                wanted = Interlocked.Increment(ref calls) % 2 == 0 ? [] : keys;
                await Task.Yield();
                return await inner.GetAsync(type, fields, wanted, cancellation);
            },
        };
    }

    private static ConnectorException Failure(FailureKind kind) => new(kind, LocalText.Of("It failed.", "Det mislykkedes."), "broken on purpose");
}
