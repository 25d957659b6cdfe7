using System.Diagnostics;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>Ways to make calls.</summary>
internal static class Load
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(1);

    /// <summary>One after the other: a call of <paramref name="ours"/>, the same by other means, and again.</summary>
    public static async Task<(Latencies Ours, Latencies Baseline)> OneUserAsync(
        TimeSpan length, Func<int, CancellationToken, Task> ours, Func<int, CancellationToken, Task> baseline, CancellationToken cancellationToken)
    {
        var (first, second) = (new Latencies(), new Latencies());
        var watch = Stopwatch.StartNew();
        for (var index = 0; watch.Elapsed < length * 2; index++)
        {
            await TimeAsync(first, ours, index, cancellationToken);
            await TimeAsync(second, baseline, index, cancellationToken);
        }

        return (first, second);
    }

    /// <summary>
    /// Open loop: calls are made on schedule whatever became of those before, and a call's time counts from when it was due. Ours and
    /// the other means take turns, each alone.
    /// </summary>
    public static async Task<(Latencies Ours, Latencies Baseline)> OpenLoopAsync(
        int perSecond, TimeSpan length, Func<int, CancellationToken, Task> ours, Func<int, CancellationToken, Task> baseline, CancellationToken cancellationToken)
    {
        const int Turns = 4;
        var (first, second) = (new Latencies(), new Latencies());
        var calls = Math.Max(1, (int)(perSecond * length.TotalSeconds / Turns));
        for (var turn = 0; turn < Turns; turn++)
        {
            await OnScheduleAsync(first, perSecond, turn * calls, calls, ours, cancellationToken);
            await OnScheduleAsync(second, perSecond, turn * calls, calls, baseline, cancellationToken);
        }

        return (first, second);
    }

    private static async Task OnScheduleAsync(
        Latencies latencies, int perSecond, int from, int count, Func<int, CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        var under = new List<Task>(count);
        var watch = Stopwatch.StartNew();
        using var beat = new PeriodicTimer(Beat);
        while (under.Count < count && await beat.WaitForNextTickAsync(cancellationToken))
        {
            for (var due = Due(under.Count); under.Count < count && due <= watch.Elapsed; due = Due(under.Count))
            {
                under.Add(CallAsync(from + under.Count, due));
            }
        }

        await Task.WhenAll(under);
        latencies.WasBusy(watch.Elapsed);

        TimeSpan Due(int index) => TimeSpan.FromSeconds((double)index / perSecond);

        async Task CallAsync(int index, TimeSpan due)
        {
            // The next call is due whatever this one does before it first waits.
            await Task.Yield();
            await call(index, cancellationToken);
            latencies.Add(watch.Elapsed - due);
        }
    }

    private static async Task TimeAsync(Latencies latencies, Func<int, CancellationToken, Task> call, int index, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await call(index, cancellationToken);
        latencies.Add(watch.Elapsed);
        latencies.WasBusy(watch.Elapsed);
    }
}
