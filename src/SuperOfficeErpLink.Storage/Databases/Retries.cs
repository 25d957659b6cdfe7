using System.Collections.Concurrent;
using System.Reflection;

namespace SuperOfficeErpLink.Storage.Databases;

/// <summary>Does a piece of work in the database again when it is certain that the last try left nothing behind.</summary>
/// <remarks>A piece of work is one transaction, or only reads.</remarks>
public sealed class Retries(OwnDatabase database, TimeProvider time)
{
    private const int Collisions = 12;
    private static readonly TimeSpan[] Outages = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await work();
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && Pause(failure, tried) is { } pause)
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>How long to wait before the next try; null when there is none.</summary>
    private TimeSpan? Pause(Exception failure, int tried) => FailureMarks.Find(failure) is not { } broken ? null : database.Explain(broken) switch
    {
        DatabaseFault.TakenBack or DatabaseFault.Duplicate when tried < Collisions => Random.Shared.NextDouble() * TimeSpan.FromMilliseconds(5 << Math.Min(tried, 5)),
        DatabaseFault.Unreachable when tried <= Outages.Length && FailureMarks.LeftNothing(broken) => Outages[tried - 1],
        _ => null,
    };
}

/// <summary>A store whose every call is tried again as <see cref="Retries"/> does it.</summary>
/// <typeparam name="TStore">The port. Its methods that answer with a task are one piece of work each; others are passed on.</typeparam>
public class RetryingStore<TStore> : DispatchProxy
    where TStore : class
{
    private static readonly ConcurrentDictionary<MethodInfo, Func<RetryingStore<TStore>, object?[], object?>> Calls = [];
    private TStore store = null!;
    private Retries retries = null!;

    public static TStore Around(TStore store, Retries retries)
    {
        var proxy = Create<TStore, RetryingStore<TStore>>();
        (((RetryingStore<TStore>)(object)proxy).store, ((RetryingStore<TStore>)(object)proxy).retries) = (store, retries);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Calls.GetOrAdd(targetMethod!, CallOf)(this, args ?? []);

    private static Func<RetryingStore<TStore>, object?[], object?> CallOf(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task))
        {
            return (proxy, arguments) => proxy.WorkAsync(method, arguments);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
        {
            var work = typeof(RetryingStore<TStore>).GetMethod(nameof(AskAsync), BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(type.GetGenericArguments())
                .CreateDelegate<Func<RetryingStore<TStore>, MethodInfo, object?[], object?>>();
            return (proxy, arguments) => work(proxy, method, arguments);
        }

        return (proxy, arguments) => method.Invoke(proxy.store, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private Task<bool> WorkAsync(MethodInfo method, object?[] arguments) => retries.RunAsync(
        async () =>
        {
            await (Task)method.Invoke(store, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
            return true;
        },
        CancellationOf(arguments));

    private Task<T> AskAsync<T>(MethodInfo method, object?[] arguments) => retries.RunAsync(
        () => (Task<T>)method.Invoke(store, BindingFlags.DoNotWrapExceptions, null, arguments, null)!, CancellationOf(arguments));

    private static CancellationToken CancellationOf(object?[] arguments) => arguments is [.., CancellationToken token] ? token : default;
}
