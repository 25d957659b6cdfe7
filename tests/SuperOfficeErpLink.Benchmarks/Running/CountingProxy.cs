using System.Reflection;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>Calls made to both systems, and records they answered with.</summary>
internal sealed class CallCount
{
    private long calls;
    private long rows;

    public long Calls => calls;

    public long Rows => rows;

    public void Reset() => (calls, rows) = (0, 0);

    public void Called() => Interlocked.Increment(ref calls);

    public void Answered(int records) => Interlocked.Add(ref rows, records);
}

/// <summary>Every kind of session at once, so that a proxy can stand for one.</summary>
public interface IWholeSession : IErpSession, IErpWriter, IErpLists, IErpChanges;

/// <summary>Counts what goes through an interface.</summary>
public class CountingProxy : DispatchProxy
{
    private static readonly MethodInfo Typed = typeof(CountingProxy).GetMethod(nameof(TypedAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;
    private object target = null!;
    private CallCount count = null!;

    internal static T For<T>(object target, CallCount count)
        where T : class
    {
        var proxy = Create<T, CountingProxy>();
        ((CountingProxy)(object)proxy).target = target;
        ((CountingProxy)(object)proxy).count = count;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = targetMethod!.Invoke(target, BindingFlags.DoNotWrapExceptions, null, args, null);
        switch (answer)
        {
            case IAsyncEnumerable<ChangePage> pages:
                return CountAsync(pages, page => page.Changed.Count + page.Gone.Count);
            case IAsyncEnumerable<CrmChanges> pages:
                return CountAsync(pages, page => page.Ids.Count);
            // What a system says of itself is no record, and is kept.
            case Task task when targetMethod.ReturnType.IsGenericType && targetMethod.Name != nameof(ICrm.DescribeAsync):
                return Typed.MakeGenericMethod(targetMethod.ReturnType.GetGenericArguments()).Invoke(this, [task]);
            default:
                return answer;
        }
    }

    private async Task<T> TypedAsync<T>(Task<T> task)
    {
        count.Called();
        var answer = await task;
        switch (answer)
        {
            case IErpSession session:
                return (T)(object)For<IWholeSession>(session, count);
            case ReadResult read:
                count.Answered(read.Found.Count);
                break;
            case IReadOnlyList<SaveOutcome> outcomes:
                count.Answered(outcomes.Count);
                break;
        }

        return answer;
    }

    private async IAsyncEnumerable<T> CountAsync<T>(IAsyncEnumerable<T> pages, Func<T, int> records)
    {
        await foreach (var page in pages)
        {
            count.Called();
            count.Answered(records(page));
            yield return page;
        }
    }
}
