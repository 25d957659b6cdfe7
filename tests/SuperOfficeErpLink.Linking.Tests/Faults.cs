using System.Collections.Concurrent;
using System.Reflection;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>One call from Core to a store, the ERP or the CRM.</summary>
/// <param name="Name">Interface and method, without the ending Async.</param>
public sealed record Call(int Number, string Name, object?[] Arguments)
{
    public T Argument<T>() => Arguments.OfType<T>().Single();
}

/// <summary>The process is gone: nothing after this moment happens.</summary>
public sealed class ProcessGoneException() : Exception("The process is gone.");

/// <summary>Where a process is cut off.</summary>
internal static class Cuts
{
    /// <summary>At every call. On a server, where each try costs several times as much, at every third: what is stored together is the same there.</summary>
    public static int Stride { get; } = OwnTestDatabase.IsSqlite ? 1 : 3;
}

/// <summary>Stands between one "process" and all it calls: counts, crashes and changes answers.</summary>
public sealed class Faults
{
    private int calls;

    public int Calls => calls;

    public bool IsGone { get; private set; }

    public int? CrashBefore { get; init; }

    public int? CrashAfter { get; init; }

    public ConcurrentQueue<string> Names { get; } = new();

    /// <summary>Something happens elsewhere just before a call.</summary>
    public Func<Call, Task>? Before { get; set; }

    /// <summary>Answers in the place of what is called; the second argument makes the call.</summary>
    public Func<Call, Func<Task<object?>>, Task<object?>>? Instead { get; set; }

    public int Count(string name) => Names.Count(called => called == name);

    internal async Task<object?> CallAsync(string name, object?[] arguments, Func<Task<object?>> make)
    {
        if (IsGone)
        {
            throw new ProcessGoneException();
        }

        var call = new Call(Interlocked.Increment(ref calls), name, arguments);
        Names.Enqueue(name);
        Crash(CrashBefore, call);
        if (Before is { } before)
        {
            await before(call);
        }

        var answer = Instead is { } instead ? await instead(call, make) : await make();
        Crash(CrashAfter, call);
        return answer;
    }

    private void Crash(int? at, Call call)
    {
        if (at == call.Number)
        {
            IsGone = true;
            throw new ProcessGoneException();
        }
    }
}

/// <summary>Every kind of session at once, so that a proxy can stand for one.</summary>
public interface IWholeSession : IErpSession, IErpWriter, IErpLists, IErpChanges;

/// <summary>Leads every asynchronous call of an interface through <see cref="Faults"/>.</summary>
public class FaultProxy : DispatchProxy
{
    private static readonly MethodInfo Typed = typeof(FaultProxy).GetMethod(nameof(TypedAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly ConcurrentDictionary<MethodInfo, Route> Routes = new();
    private object target = null!;
    private Faults faults = null!;

    public static T For<T>(object target, Faults faults)
        where T : class
    {
        var proxy = Create<T, FaultProxy>();
        ((FaultProxy)(object)proxy).target = target;
        ((FaultProxy)(object)proxy).faults = faults;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var (route, arguments) = (Routes.GetOrAdd(targetMethod!, Find), args ?? []);
        if (route.Typed is { } typed)
        {
            return typed.Invoke(this, route, arguments);
        }

        return targetMethod!.ReturnType != typeof(Task)
            ? route.Make(target, arguments)
            : faults.CallAsync(route.Name, arguments, async () =>
            {
                await (Task)route.Make(target, arguments)!;
                return null;
            });
    }

    private async Task<T> TypedAsync<T>(Route route, object?[] arguments) =>
        (T)(await faults.CallAsync(route.Name, arguments, async () =>
        {
            var answer = await (Task<T>)route.Make(target, arguments)!;
            return answer is IErpSession session ? For<IWholeSession>(session, faults) : answer;
        }))!;

    private static Route Find(MethodInfo method)
    {
        var result = method.ReturnType;
        return new Route(
            $"{method.DeclaringType!.Name}.{method.Name.Replace("Async", "", StringComparison.Ordinal)}",
            MethodInvoker.Create(method),
            result.IsGenericType && result.GetGenericTypeDefinition() == typeof(Task<>) ? MethodInvoker.Create(Typed.MakeGenericMethod(result.GetGenericArguments())) : null);
    }

    /// <summary>How a method is called, looked up once: most of what the tests do goes through here.</summary>
    /// <param name="Typed">Calls <see cref="TypedAsync"/> with its result; null for a method without one, or that answers at once.</param>
    private sealed record Route(string Name, MethodInvoker Method, MethodInvoker? Typed)
    {
        public object? Make(object target, object?[] arguments) => Method.Invoke(target, arguments.AsSpan());
    }
}
