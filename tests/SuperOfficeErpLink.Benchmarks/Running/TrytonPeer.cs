using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>The plain script on Tryton's own client library, signed in and waiting for work.</summary>
internal sealed class TrytonPeer : IDisposable
{
    private readonly Process process;

    private TrytonPeer(Process process) => this.process = process;

    /// <exception cref="CannotRunException">The library cannot be had here.</exception>
    public static async Task<TrytonPeer> StartAsync(TrytonServer server, CancellationToken cancellationToken)
    {
        await TrytonServer.RunScriptAsync("client");
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            ArgumentList = { TrytonServer.Script("peer.py"), server.Address.AbsoluteUri, server.Database, TrytonServer.User, server.Password },
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        var peer = new TrytonPeer(Process.Start(start)!);
        if (await peer.process.StandardOutput.ReadLineAsync(cancellationToken) == "ready")
        {
            return peer;
        }

        peer.Dispose();
        throw new IncompleteException("The script on Tryton's own client library did not start.");
    }

    /// <param name="file">What changed, as it takes it.</param>
    /// <exception cref="IncompleteException">It did not save so many parties.</exception>
    public async Task CarryOverAsync(string file, int parties, CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteLineAsync(file.AsMemory(), cancellationToken);
        await process.StandardInput.FlushAsync(cancellationToken);
        var answer = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (answer != string.Create(CultureInfo.InvariantCulture, $"{parties} 0"))
        {
            throw new IncompleteException($"The script was to save {parties} parties; saved and left: {answer ?? "none, it ended"}.");
        }
    }

    public static void Write(string file, TrytonParties parties, int change) => File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(
        parties.Ids.Select((id, number) => new { party = id, @base = TrytonParties.Texts(number, change - 1), crm = TrytonParties.Texts(number, change) })));

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }
}
