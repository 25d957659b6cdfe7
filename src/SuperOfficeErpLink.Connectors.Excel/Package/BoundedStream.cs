namespace SuperOfficeErpLink.Connectors.Excel.Package;

/// <summary>What a workbook may hold once unpacked; a few kilobytes can unpack to more than any server has.</summary>
internal sealed class UnpackBudget(long most)
{
    private long left = most;

    /// <exception cref="TooLargeException">It is used up.</exception>
    public void Take(int bytes)
    {
        left -= bytes;
        if (left < 0)
        {
            throw new TooLargeException();
        }
    }
}

/// <summary>A workbook is larger than this connector reads.</summary>
internal sealed class TooLargeException() : IOException("The workbook unpacks to more than is read");

/// <summary>A part of a workbook, unpacked within a budget whatever its header says of its size.</summary>
internal sealed class BoundedStream(Stream source, UnpackBudget budget) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var read = source.Read(buffer);
        budget.Take(read);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
