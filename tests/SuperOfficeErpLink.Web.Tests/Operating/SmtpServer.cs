using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SuperOfficeErpLink.Web.Tests.Operating;

/// <summary>A mail server on this machine that speaks SMTP as far as one message needs, and keeps what it got.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task serving;

    public SmtpServer()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What the client said, line by line.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>Messages that were taken.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>Answers something else than yes to a command that begins so.</summary>
    public Dictionary<string, string> Refuses { get; } = [];

    /// <summary>Breaks off when it is told this.</summary>
    public string? BreaksOffAt { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (serving.IsCompleted)
        {
            return;
        }

        await stopping.CancelAsync();
        listener.Stop();
        await serving;
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stopping.Token);
                await TalkAsync(client);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException or InvalidOperationException { Source: "System.Net.Sockets" })
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 test ESMTP");
        while (await reader.ReadLineAsync(stopping.Token) is { } line)
        {
            Commands.Add(line);
            if (BreaksOffAt is { } end && line.StartsWith(end, StringComparison.Ordinal))
            {
                return;
            }

            await writer.WriteLineAsync(Refuses.FirstOrDefault(refused => line.StartsWith(refused.Key, StringComparison.Ordinal)).Value ?? Answer(line));
            if (line == "QUIT")
            {
                return;
            }

            if (line == "DATA" && !Refuses.ContainsKey(line))
            {
                Messages.Add(await ReadMessageAsync(reader));
                await writer.WriteLineAsync("250 taken");
            }
        }
    }

    private async Task<string> ReadMessageAsync(StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(stopping.Token) is { } line && line != ".")
        {
            message.AppendLine(line);
        }

        return message.ToString();
    }

    private static string Answer(string command) => command.Split(' ')[0] switch
    {
        "EHLO" => "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN",
        "AUTH" => "235 welcome",
        "DATA" => "354 go on",
        "QUIT" => "221 bye",
        _ => "250 ok",
    };
}
