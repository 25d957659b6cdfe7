namespace SuperOfficeErpLink.Core.Runs;

/// <summary>How many sweeps one node works on at once; the others are left to other nodes, or wait. Runs over chosen records never wait for them.</summary>
public sealed class NodeCapacity(int sweeps)
{
    private int free = sweeps;

    /// <summary>A place that is given back when it is disposed; null while all are taken.</summary>
    public IDisposable? TryEnter(bool isSweeping)
    {
        if (!isSweeping)
        {
            return new Place(null);
        }

        if (Interlocked.Decrement(ref free) >= 0)
        {
            return new Place(this);
        }

        Interlocked.Increment(ref free);
        return null;
    }

    private sealed class Place(NodeCapacity? of) : IDisposable
    {
        private NodeCapacity? of = of;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref of, null) is { } taken)
            {
                Interlocked.Increment(ref taken.free);
            }
        }
    }
}
