using System.Globalization;
using FsCheck;
using Microsoft.FSharp.Core;

namespace SuperOfficeErpLink.Core.Tests;

/// <summary>Runs properties with a fresh seed each time; a failure names it, and ERPLINK_SEED runs it again.</summary>
internal static class Seed
{
    private const string Variable = "ERPLINK_SEED";

    private static ulong? Given => ulong.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null;

    /// <summary>Checks a property on many cases.</summary>
    public static void Check(Property property, int cases) => Check(property, cases, Given ?? (ulong)Random.Shared.NextInt64());

    /// <summary>The same by several at once, each with a seed of its own; a seed that is given is played by one.</summary>
    public static void CheckAtOnce(Property property, int cases, int workers)
    {
        var each = (cases + workers - 1) / workers;
        if (Given is { } given)
        {
            Check(property, each, given);
            return;
        }

        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(() =>
        {
            try
            {
                Check(property, each, (ulong)Random.Shared.NextInt64());
            }
            catch (Xunit.Sdk.XunitException failure)
            {
                failures.Enqueue(failure);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (failures.TryPeek(out var first))
        {
            Assert.Fail(first.Message);
        }
    }

    private static void Check(Property property, int cases, ulong seed)
    {
        var replay = new Replay(new Rnd(seed), FSharpOption<int>.None);
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(FSharpOption<Replay>.Some(replay)).WithQuietOnSuccess(true);
        try
        {
            FsCheck.Check.One(config, property);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Assert.Fail($"Run again with {Variable}={seed}\n{failure.Message}\n{failure.InnerException}");
        }
    }
}
