using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Linking.Tests.InMemory;

namespace SuperOfficeErpLink.Linking.Tests.Simulator;

/// <summary>One ERP: its customers, its weather, and how its changes are followed.</summary>
/// <param name="skew">How far its clock is ahead of ours.</param>
/// <param name="followsClock">Its change feed goes by its own clock, not by a number that grows.</param>
internal sealed class SimulatedSystem(string name, Records customers, Weather weather, TimeProvider time, TimeSpan skew, bool followsClock)
{
    private readonly List<(long Version, DateTimeOffset At)> moments = [];

    public string Name => name;

    public Records Customers => customers;

    public Weather Weather => weather;

    /// <summary>A cursor for what changed after a version.</summary>
    public string ToCursor(long version)
    {
        if (!followsClock)
        {
            return version.ToString(CultureInfo.InvariantCulture);
        }

        lock (moments)
        {
            // Where nothing happened since, the same moment will do.
            var now = moments is [.., var last] && last.Version == version ? last.At : time.GetUtcNow() + skew;
            moments.Add((version, now));
            return now.ToString("O", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The version a cursor stands for: the least that was read at that moment or later.</summary>
    /// <exception cref="ConnectorException">It is none of ours.</exception>
    public long ToVersion(string cursor)
    {
        if (!followsClock)
        {
            return long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : throw Expired();
        }

        lock (moments)
        {
            return DateTimeOffset.TryParseExact(cursor, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) && moments.Exists(moment => moment.At >= at)
                ? moments.Where(moment => moment.At >= at).Min(moment => moment.Version)
                : throw Expired();
        }
    }

    public static ConnectorException Expired() => Weather.Failure(FailureKind.CursorExpired, "the cursor has expired");
}

/// <summary>A connector that keeps the contract whatever the weather is between it and its ERPs.</summary>
internal sealed class SimulatedErp(IReadOnlyList<SimulatedSystem> systems) : IErpConnector
{
    public const string Id = "simulator";
    public const string SystemSetting = "system";

    public ConnectorInfo Info { get; } = new(Id, new LocalText("Simulator"), 1);

    public static Settings SettingsOf(string system) => new(new Dictionary<string, string>(StringComparer.Ordinal) { [SystemSetting] = system });

    public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SettingField>>(
            [new SettingField(SystemSetting, LocalText.Of("System", "System"), null, SettingType.Text, IsRequired: true, IsSecret: false, null, [], [])]);

    public IReadOnlyList<SettingError> Validate(Settings settings) =>
        Find(settings) is null ? [new SettingError(SystemSetting, LocalText.Of("Name a system.", "Angiv et system."))] : [];

    public async Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        var system = Find(connection.Settings) ?? throw new ConnectorException(FailureKind.Misconfigured, LocalText.Of("Name a system.", "Angiv et system."), "there is no such system")
        {
            Setting = SystemSetting,
        };
        await system.Weather.BeforeAsync(cancellationToken);
        return new Session(system);
    }

    private SimulatedSystem? Find(Settings settings) => systems.FirstOrDefault(system => system.Name == settings[SystemSetting]);

    private sealed class Session(SimulatedSystem system) : IErpSession, IErpWriter, IErpChanges
    {
        private const int FirstNumber = 1001;

        private readonly ErpDescription description = new(
            system.Name, new Limits(500, 100, 4, null, null, null, ListingBeatsKeys: false, TimeSpan.FromSeconds(10)),
            [new ActorTypeInfo(
                ActorType.Customer, "customer", null, Abilities.Update | Abilities.Create | Abilities.Changes | Abilities.ConditionalWrite | Abilities.Reference,
                system.Customers.Fields)]);

        private volatile bool isDisposed;

        private Records Customers
        {
            get
            {
                ObjectDisposedException.ThrowIf(isDisposed, this);
                return system.Customers;
            }
        }

        private Weather Weather => system.Weather;

        public ValueTask DisposeAsync()
        {
            isDisposed = true;
            return ValueTask.CompletedTask;
        }

        public Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(description);

        public async Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken)
        {
            await Weather.BeforeAsync(cancellationToken);
            return await Weather.AnswerAsync(Customers.Get(fields, keys));
        }

        public async Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken)
        {
            await Weather.BeforeAsync(cancellationToken);
            var from = request.PageToken is null ? 0
                : int.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given
                : throw Weather.Failure(FailureKind.Defect, "that page token was never given");
            var words = (request.Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Fold).ToList();
            var found = Customers.All.Where(record => words.TrueForAll(word => record.Held.Values.Values.Any(value => Fold(value).Contains(word, StringComparison.Ordinal))))
                .OrderByDescending(record => record.Held.IsActive).ThenBy(record => record.Key, StringComparer.Ordinal).ToList();
            var next = from + request.PageSize;
            return new SearchPage(
                [.. found.Skip(from).Take(request.PageSize).Select(record => Customers.Record(record.Key, record.Held, fields))],
                next < found.Count ? next.ToString(CultureInfo.InvariantCulture) : null, found.Count);
        }

        public async IAsyncEnumerable<ChangePage> ReadChangesAsync(ActorType type, FieldSet fields, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Weather.BeforeAsync(cancellationToken);
            if (cursor is not null && Weather.StrikePage(Trouble.CursorExpired) is not null)
            {
                throw SimulatedSystem.Expired();
            }

            var from = cursor is null ? 0 : system.ToVersion(cursor);
            var pages = Customers.Changes(from.ToString(CultureInfo.InvariantCulture)).ToList();
            for (var index = 0; index < pages.Count; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var trouble = index < pages.Count - 1 ? Weather.StrikePage(Trouble.PageTwice, Trouble.PagesSwapped, Trouble.FeedBreaks) : null;
                if (trouble == Trouble.FeedBreaks)
                {
                    throw Weather.Failure(FailureKind.Unreachable, "the feed broke off");
                }

                // Whoever stops after a page that came too early goes on from before it.
                var before = index == 0 ? from : long.Parse(pages[index - 1].Next, CultureInfo.InvariantCulture);
                if (trouble is Trouble.PageTwice or Trouble.PagesSwapped)
                {
                    yield return ToPage(pages[trouble == Trouble.PageTwice ? index : index + 1].Keys, before, isLast: false);
                }

                yield return ToPage(pages[index].Keys, long.Parse(pages[index].Next, CultureInfo.InvariantCulture), pages[index].IsLast);
            }

            ChangePage ToPage(IReadOnlyList<string> keys, long next, bool isLast) => new(Customers.Get(fields, keys).Found, [], system.ToCursor(next), isLast);
        }

        public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) =>
            Weather.UpdateAsync(Customers, returning, updates, cancellationToken);

        public async Task<IReadOnlyList<SaveOutcome>> CreateAsync(ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken)
        {
            await Weather.BeforeAsync(cancellationToken);
            return [.. await Task.WhenAll(actors.Select(actor => CreateAsync(returning, actor)))];
        }

        public async Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken)
        {
            await Weather.BeforeAsync(cancellationToken);
            return [.. Customers.All.Where(record => record.Held.Reference == reference).Select(record => Customers.Record(record.Key, record.Held, fields))];
        }

        private async Task<SaveOutcome> CreateAsync(FieldSet returning, NewActor actor)
        {
            if (actor.Values.Any(value => value.Field == "no"))
            {
                return new SaveOutcome.Rejected([new FieldError("no", LocalText.Of("The number is given by the system.", "Nummeret gives af systemet."))]);
            }

            switch (Weather.StrikeWrite(Trouble.TimeOutBefore, Trouble.TimeOutAfter, Trouble.AnswerLost, Trouble.Refused))
            {
                case Trouble.TimeOutBefore:
                    await Task.Delay(Weather.TooLong);
                    return Lost();
                case Trouble.TimeOutAfter:
                    Make(returning, actor);
                    await Task.Delay(Weather.TooLong);
                    return Lost();
                case Trouble.AnswerLost:
                    Make(returning, actor);
                    return Lost();
                case Trouble.Refused:
                    return new SaveOutcome.Rejected([new FieldError(null, LocalText.Of("Not just now.", "Ikke lige nu."))]);
                default:
                    return Make(returning, actor);
            }

            static SaveOutcome.Unknown Lost() => new(Weather.Failure(FailureKind.Unreachable, "the answer was lost"));
        }

        private SaveOutcome.Saved Make(FieldSet returning, NewActor actor)
        {
            lock (system)
            {
                var highest = Customers.All.Select(record => int.Parse(record.Key.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture)).Append(FirstNumber - 1).Max();
                var key = $"C{Math.Max(highest + 1, FirstNumber)}";
                Customers.Put(key, Records.With(
                    new Held(new Dictionary<string, string>(StringComparer.Ordinal), IsActive: true, 0, actor.Reference),
                    actor.Values.Select(value => (value.Field, value.New.Text!)).Append(("no", key))));
                return new SaveOutcome.Saved(Customers.Record(key, Customers.Find(key)!, returning), Exact: true);
            }
        }

        /// <summary>Without case and in one composition; half a character is found nowhere.</summary>
        private static string Fold(string text) =>
            text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar) || text.Contains('\uFFFE', StringComparison.Ordinal) ? text : text.Normalize().ToUpperInvariant();
    }
}
