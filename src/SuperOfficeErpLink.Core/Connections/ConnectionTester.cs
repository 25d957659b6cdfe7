using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>
/// Tries settings as a session uses them: validated, opened, described, one page of each actor type and its lists read. Nothing is stored, nothing is
/// written in the ERP, and the session is closed whatever happens.
/// </summary>
public sealed class ConnectionTester(ErpSessions sessions, IOutbound outbound, TestLimits limits, TimeProvider time)
{
    private const int PageSize = 5;

    private readonly TestLimits limits = limits;
    private readonly TimeProvider time = time;

    /// <summary>The settings form of a connector.</summary>
    /// <exception cref="ConnectorException">The connector is not installed, answers nonsense, fails or takes too long.</exception>
    public async Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(string connectorId, Settings known, CancellationToken cancellationToken)
    {
        var connector = sessions.FindConnector(connectorId);
        var fields = await BoundedAsync(token => connector.DescribeSettingsAsync(known, token), limits.Whole, cancellationToken);
        if (ConnectorAnswers.Fault(fields) is { } fault)
        {
            throw fault;
        }

        // A password is a secret, whatever else its author says of it.
        return [.. fields.Select(field => field.Type == SettingType.Password ? field with { IsSecret = true } : field)];
    }

    /// <param name="identity">The client it must be; null: any.</param>
    /// <exception cref="ConnectorException">The connector is not installed.</exception>
    public async Task<ConnectionTestResult> TestAsync(string connectorId, Guid connectionId, Settings settings, string? identity, CancellationToken cancellationToken)
    {
        var trial = new Trial(sessions.FindConnector(connectorId), this, time.GetTimestamp(), cancellationToken);
        var context = new ConnectionContext(connectionId, IsSaved: false, settings, outbound, time);
        return await trial.RunAsync(context, identity);
    }

    /// <summary>What the ERP offers now, asked by a session of its own.</summary>
    /// <exception cref="ConnectorException">It cannot be asked, answers nonsense, or is another client.</exception>
    public async Task<ErpDescription> DescribeAsync(Connection connection, CancellationToken cancellationToken)
    {
        var result = await TestAsync(connection.ConnectorId, connection.Id, connection.Settings, connection.Identity, cancellationToken);
        return result.Description is { } description && result.Steps.All(step => step.Failure is null || step.Kind is TestStepKind.Read or TestStepKind.List)
            ? description
            : throw new ConnectorException(FailureKind.Misconfigured, result.Failure!, "Refreshing the fields failed.");
    }

    private static LocalText TookTooLong(TimeSpan limit) => LocalText.Of(
        $"It did not answer within {limit.TotalSeconds:0} seconds. Nothing was changed.", $"Der kom intet svar inden for {limit.TotalSeconds:0} sekunder. Intet er ændret.");

    /// <summary>Calls a stranger's code: bounded in time even where it ignores its token or blocks, and whatever it throws is a <see cref="ConnectorException"/>.</summary>
    private async Task<T> BoundedAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan left, CancellationToken cancellationToken, Action<T>? whenLate = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // On a thread of its own: it may block.
        var calling = Task.Run(() => call(stop.Token), CancellationToken.None);
        try
        {
            return await calling.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
        }
        catch (TimeoutException) when (!calling.IsCompleted)
        {
            await stop.CancelAsync();
            Abandon(calling, whenLate);
            throw new ConnectorException(FailureKind.Unreachable, TookTooLong(limits.Whole), $"No answer within {limits.Whole}.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Abandon(calling, whenLate);
            throw;
        }
        catch (Exception failure) when (failure is not ConnectorException)
        {
            // A connector is a stranger's code: whatever it throws is an answer of the test, not a fault of the page.
            throw ConnectorAnswers.Broken(failure);
        }
    }

    /// <summary>What comes too late is put away, and nobody is told of its failure.</summary>
    private static void Abandon<T>(Task<T> calling, Action<T>? whenLate) => _ = calling.ContinueWith(
        late =>
        {
            _ = late.Exception;
            if (late.IsCompletedSuccessfully)
            {
                whenLate?.Invoke(late.Result);
            }
        },
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>One test on its way.</summary>
    private sealed class Trial(IErpConnector connector, ConnectionTester tester, long started, CancellationToken cancellationToken)
    {
        private readonly List<TestStep> steps = [];
        private readonly List<SettingError> errors = [];
        private readonly Dictionary<string, IReadOnlyList<ListItem>> lists = new(StringComparer.Ordinal);
        private ErpDescription? description;

        private TimeSpan Left => tester.limits.Whole - tester.time.GetElapsedTime(started);

        public async Task<ConnectionTestResult> RunAsync(ConnectionContext context, string? identity)
        {
            if (await ValidateAsync(context.Settings) && await OpenAsync(context) is { } session)
            {
                try
                {
                    await UseAsync(session, identity);
                }
                finally
                {
                    await CloseAsync(session);
                }
            }

            return new ConnectionTestResult(steps, errors, description, lists, tester.time.GetElapsedTime(started));
        }

        private async Task<bool> ValidateAsync(Settings settings)
        {
            var found = await StepAsync(TestStepKind.Validate, _ => Task.FromResult(connector.Validate(settings) ?? []), ConnectorAnswers.Fault);
            if (found is not { Count: > 0 })
            {
                return found is not null;
            }

            errors.AddRange(found);
            steps[^1] = steps[^1] with { Failure = found[0].Message };
            return false;
        }

        private Task<IErpSession?> OpenAsync(ConnectionContext context) => StepAsync(
            TestStepKind.Connect, token => connector.OpenAsync(context, token), session => session is null ? ConnectorAnswers.Broken(new InvalidOperationException("No session.")) : null,
            whenLate: late => _ = late?.DisposeAsync().AsTask());

        private async Task UseAsync(IErpSession session, string? identity)
        {
            if (await StepAsync(TestStepKind.Describe, session.DescribeAsync, answer => ConnectorAnswers.Fault(answer) ?? ConnectorAnswers.OffersNothing(answer)) is not { } described)
            {
                return;
            }

            description = described;
            if (identity is not null && !string.Equals(identity, described.Identity, StringComparison.Ordinal))
            {
                steps.Add(new TestStep(TestStepKind.Identity, null, null, TimeSpan.Zero, ErpSessions.WrongClient));
                return;
            }

            foreach (var type in described.ActorTypes.TakeWhile(_ => Left > TimeSpan.Zero))
            {
                await ReadAsync(session, type);
            }

            foreach (var list in described.ActorTypes.SelectMany(type => type.Fields).Select(field => field.List).OfType<string>().Distinct(StringComparer.Ordinal)
                .TakeWhile(_ => Left > TimeSpan.Zero))
            {
                await ReadListAsync(session, list);
            }
        }

        private async Task ReadAsync(IErpSession session, ActorTypeInfo type)
        {
            var fields = new FieldSet([.. type.Fields.Select(field => field.Key)]);
            var page = await StepAsync(
                TestStepKind.Read, token => session.SearchAsync(type.Type, fields, new SearchRequest(null, null, [], null, PageSize), token),
                answer => ConnectorAnswers.Fault(type, fields, answer), type.Type);
            steps[^1] = steps[^1] with { Records = page?.Records.Count };
        }

        private async Task ReadListAsync(IErpSession session, string list)
        {
            var items = await StepAsync(
                TestStepKind.List,
                token => session is IErpLists reader ? reader.GetListAsync(list, null, token) : throw NoLists(list),
                answer => ConnectorAnswers.Fault(list, answer), list: list);
            steps[^1] = steps[^1] with { Records = items?.Count };
            if (items is not null)
            {
                lists[list] = items;
            }
        }

        private async Task CloseAsync(IErpSession session)
        {
            try
            {
                await tester.BoundedAsync(
                    async _ =>
                    {
                        await session.DisposeAsync();
                        return true;
                    },
                    Left, cancellationToken);
            }
            catch (ConnectorException)
            {
                // What a test found stands, however badly its session is closed.
            }
        }

        /// <summary>Null: it failed, and the steps say why.</summary>
        private async Task<T?> StepAsync<T>(
            TestStepKind kind, Func<CancellationToken, Task<T>> call, Func<T, ConnectorException?>? check = null, ActorType? actor = null, string? list = null, Action<T>? whenLate = null)
            where T : class
        {
            var began = tester.time.GetTimestamp();
            try
            {
                var answer = await tester.BoundedAsync(call, Left, cancellationToken, whenLate);
                if (check?.Invoke(answer) is { } fault)
                {
                    throw fault;
                }

                steps.Add(new TestStep(kind, actor, list, tester.time.GetElapsedTime(began), null));
                return answer;
            }
            catch (ConnectorException failure)
            {
                steps.Add(new TestStep(kind, actor, list, tester.time.GetElapsedTime(began), failure.UserText));
                if (failure.Setting is { } setting)
                {
                    errors.Add(new SettingError(setting, failure.UserText));
                }

                return null;
            }
        }

        private static ConnectorException NoLists(string list) => new(
            FailureKind.Defect, LocalText.Of($"The connector cannot read the list “{list}”.", $"Connectoren kan ikke læse listen “{list}”."), "The session has no lists.");
    }
}
