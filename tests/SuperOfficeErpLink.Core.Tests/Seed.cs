using System.Globalization;
using FsCheck;
using Microsoft.FSharp.Core;

namespace SuperOfficeErpLink.Core.Tests;

/// <summary>Runs properties with a fresh seed each time; a failure names it, and ERPLINK_SEED runs it again.</summary>
internal static class Seed
{
    private const string Variable = "ERPLINK_SEED";

    /// <summary>Checks a property on many cases.</summary>
    public static void Check(Property property, int cases)
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : (ulong)Random.Shared.NextInt64();
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
