using System.Net;

namespace SuperOfficeErpLink.Connectors.Http;

/// <summary>Knows whether any of a request can have reached the server: the one difference between "not written" and "nobody knows".</summary>
internal sealed class Departure
{
    private volatile bool began;

    private Departure()
    {
    }

    /// <summary>The request's body is made whole first: its length is told, and it can be sent again where that is allowed.</summary>
    public static async Task<Departure> WatchAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var departure = new Departure();

        // Without a body nothing is seen to leave, and the runtime sends a dropped request again by itself.
        request.Content ??= request.Method == HttpMethod.Get || request.Method == HttpMethod.Head ? null : new ByteArrayContent([]);
        if (request.Content is { } content)
        {
            await content.LoadIntoBufferAsync(cancellationToken);
            request.Content = new WatchedContent(content, departure);
        }
        else
        {
            departure.began = true;
        }

        return departure;
    }

    public HttpOutcome Ended(ConnectorException cause) => began ? new HttpOutcome.Lost(cause) : new HttpOutcome.NotSent(cause);

    private sealed class WatchedContent : HttpContent
    {
        private readonly HttpContent inner;
        private readonly Departure departure;

        public WatchedContent(HttpContent inner, Departure departure)
        {
            this.inner = inner;
            this.departure = departure;
            foreach (var header in inner.Headers)
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            departure.began = true;
            await inner.CopyToAsync(stream, context, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = inner.Headers.ContentLength ?? 0;
            return inner.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
