using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Writing;

/// <summary>What became of one record of a batch, before anything of it is read back.</summary>
internal abstract record Written
{
    private Written()
    {
    }

    public sealed record Done(int Id) : Written;

    public sealed record Refused(RpcError Error) : Written;

    public sealed record Unknown(ConnectorException Cause) : Written;

    public sealed record NotTried(ConnectorException Cause) : Written;
}

/// <summary>
/// Sends records in one call, which Tryton does whole or not at all. It does not say whose fault a refusal is, so the call is halved until one record is alone
/// with it. What passes by itself is tried again; after an answer that was lost nothing more is sent.
/// </summary>
internal sealed class Batch(TrytonClient client)
{
    private const int MostTries = 4;

    /// <param name="send">Sends some of the records; a result is one id per record, or null.</param>
    public async Task<Written[]> RunAsync(int count, IReadOnlyList<int>? ids, Func<IReadOnlyList<int>, Task<RpcOutcome>> send)
    {
        var written = new Written[count];
        var waiting = new Stack<int[]>();
        if (count > 0)
        {
            waiting.Push([.. Enumerable.Range(0, count)]);
        }

        ConnectorException? stop = null;
        while (waiting.TryPop(out var part))
        {
            var outcome = stop is null ? await TryAsync(part, send) : new RpcOutcome.NotSent(stop);
            switch (outcome)
            {
                case RpcOutcome.Failed { Error.Kind: RpcErrorKind.Transient }:
                    Array.ForEach(part, index => written[index] = new Written.NotTried(TrytonTexts.Busy("A write")));
                    break;
                case RpcOutcome.Failed(var error) when part.Length == 1:
                    written[part[0]] = new Written.Refused(error);
                    break;
                case RpcOutcome.Failed:
                    waiting.Push(part[(part.Length / 2)..]);
                    waiting.Push(part[..(part.Length / 2)]);
                    break;
                case RpcOutcome.Done(var result):
                    for (var index = 0; index < part.Length; index++)
                    {
                        written[part[index]] = new Written.Done(ids is null ? result[index].GetInt32() : ids[part[index]]);
                    }

                    break;
                case RpcOutcome.Lost(var cause):
                    stop ??= cause;
                    Array.ForEach(part, index => written[index] = new Written.Unknown(cause));
                    break;
                case RpcOutcome.NotSent(var cause):
                    stop ??= cause;
                    Array.ForEach(part, index => written[index] = new Written.NotTried(cause));
                    break;
            }
        }

        return written;
    }

    private async Task<RpcOutcome> TryAsync(int[] part, Func<IReadOnlyList<int>, Task<RpcOutcome>> send)
    {
        for (var attempt = 1; ; attempt++)
        {
            RpcOutcome outcome;
            try
            {
                outcome = await send(part);
            }
            catch (ConnectorException notSignedIn)
            {
                return new RpcOutcome.NotSent(notSignedIn);
            }

            if (outcome is not RpcOutcome.Failed { Error.Kind: RpcErrorKind.Transient } || attempt == MostTries)
            {
                return outcome;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 150) * (1 << attempt)), client.Time, CancellationToken.None);
        }
    }
}
