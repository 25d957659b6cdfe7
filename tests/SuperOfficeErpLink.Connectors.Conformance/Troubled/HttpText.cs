using System.Globalization;
using System.Text;

namespace SuperOfficeErpLink.Connectors.Conformance.Troubled;

/// <summary>Just enough of HTTP/1.1 to read one request and answer it.</summary>
internal static class HttpText
{
    private const string EndOfHead = "\r\n\r\n";

    public static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var all = new MemoryStream();
        var part = new byte[16 * 1024];
        while (!IsWhole(all.GetBuffer().AsSpan(0, (int)all.Length)))
        {
            var read = await stream.ReadAsync(part, cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException("The caller went before its request was whole.");
            }

            all.Write(part, 0, read);
        }

        return all.ToArray();
    }

    public static byte[] Of(Trouble.Answer answer)
    {
        var body = Encoding.UTF8.GetBytes(answer.Body);
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} -\r\nContent-Type: {answer.MediaType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n");
        foreach (var (name, value) in answer.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head + "\r\n"), .. body];
    }

    /// <summary>The same request for another server, which is to close the connection after its answer.</summary>
    public static byte[] ForOneCall(byte[] request, string authority)
    {
        var end = request.AsSpan().IndexOf(Encoding.ASCII.GetBytes(EndOfHead));
        var lines = Encoding.Latin1.GetString(request, 0, end).Split("\r\n")
            .Where(line => !Is(line, "Host") && !Is(line, "Connection"))
            .ToList();
        lines.Insert(1, $"Host: {authority}");
        lines.Insert(2, "Connection: close");
        return [.. Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + EndOfHead), .. request.AsSpan(end + EndOfHead.Length)];
    }

    private static bool IsWhole(ReadOnlySpan<byte> request)
    {
        var end = request.IndexOf(Encoding.ASCII.GetBytes(EndOfHead));
        if (end < 0)
        {
            return false;
        }

        var head = Encoding.Latin1.GetString(request[..end]).Split("\r\n");
        var rest = request[(end + EndOfHead.Length)..];
        if (Array.Exists(head, line => Is(line, "Transfer-Encoding")))
        {
            return rest.EndsWith("0\r\n\r\n"u8);
        }

        var length = Array.Find(head, line => Is(line, "Content-Length"));
        return length is null || rest.Length >= int.Parse(length.Split(':')[1], CultureInfo.InvariantCulture);
    }

    private static bool Is(string line, string header) => line.StartsWith(header + ":", StringComparison.OrdinalIgnoreCase);
}
