using System.Buffers;
using System.Text;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>
/// Base pairs of a link as bytes: a format byte, then one entry per pair in the order of the mapping version the link names.
/// An entry is the CRM value's length plus one (zero: the pair has no base), its UTF-8 bytes, the ERP value's length plus one
/// (zero: the same text), and its bytes. Lengths have seven bits a byte, the lowest first.
/// </summary>
public static class SnapshotCodec
{
    private const byte Format = 1;

    public static byte[] Encode(ReadOnlySpan<BasePair?> pairs)
    {
        var writer = new ArrayBufferWriter<byte>(256);
        writer.Write([Format]);
        foreach (var pair in pairs)
        {
            if (pair is not { } values)
            {
                WriteLength(writer, 0);
                continue;
            }

            WriteText(writer, values.Crm);
            if (string.Equals(values.Crm, values.Erp, StringComparison.Ordinal))
            {
                WriteLength(writer, 0);
            }
            else
            {
                WriteText(writer, values.Erp);
            }
        }

        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Fills <paramref name="into"/>; pairs beyond the stored ones have no base.</summary>
    /// <exception cref="InvalidDataException">When the bytes are no snapshot.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, Span<BasePair?> into)
    {
        into.Clear();
        if (bytes.IsEmpty)
        {
            return;
        }

        if (bytes[0] != Format)
        {
            throw new InvalidDataException($"Snapshot format {bytes[0]} is not known to this version.");
        }

        bytes = bytes[1..];
        for (var index = 0; index < into.Length && !bytes.IsEmpty; index++)
        {
            var crm = ReadText(ref bytes);
            if (crm is not null)
            {
                into[index] = new BasePair(crm, ReadText(ref bytes) ?? crm);
            }
        }
    }

    private static void WriteText(ArrayBufferWriter<byte> writer, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteLength(writer, length + 1);
        Encoding.UTF8.GetBytes(text, writer.GetSpan(length));
        writer.Advance(length);
    }

    private static void WriteLength(ArrayBufferWriter<byte> writer, int length)
    {
        while (length >= 0x80)
        {
            writer.Write([(byte)(length | 0x80)]);
            length >>= 7;
        }

        writer.Write([(byte)length]);
    }

    private static string? ReadText(ref ReadOnlySpan<byte> bytes)
    {
        var length = 0L;
        for (var shift = 0; ; shift += 7)
        {
            if (bytes.IsEmpty || shift > 28)
            {
                throw new InvalidDataException("The snapshot ends in the middle of a value.");
            }

            var part = bytes[0];
            bytes = bytes[1..];
            length |= (long)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                break;
            }
        }

        if (length == 0)
        {
            return null;
        }

        if (length - 1 > bytes.Length)
        {
            throw new InvalidDataException("The snapshot ends in the middle of a value.");
        }

        var end = (int)length - 1;
        var text = Encoding.UTF8.GetString(bytes[..end]);
        bytes = bytes[end..];
        return text;
    }
}
