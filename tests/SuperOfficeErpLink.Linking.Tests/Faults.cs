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
        var (method, arguments) = (targetMethod!, args ?? []);
        var name = $"{method.DeclaringType!.Name}.{method.Name.Replace("Async", "", StringComparison.Ordinal)}";
        var result = method.ReturnType;
        if (result == typeof(Task))
        {
            return faults.CallAsync(name, arguments, async () =>
            {
                await (Task)method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
                return null;
            });
        }

        return result.IsGenericType && result.GetGenericTypeDefinition() == typeof(Task<>)
            ? Typed.MakeGenericMethod(result.GetGenericArguments()).Invoke(this, [name, method, arguments])
            : method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private async Task<T> TypedAsync<T>(string name, MethodInfo method, object?[] arguments) =>
        (T)(await faults.CallAsync(name, arguments, async () =>
        {
            var answer = await (Task<T>)method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
            return answer is IErpSession session ? For<IWholeSession>(session, faults) : answer;
        }))!;
}
