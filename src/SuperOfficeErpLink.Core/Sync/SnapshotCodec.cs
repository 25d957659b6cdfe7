using System.Buffers;
using System.Text;
using SuperOfficeErpLink.Connectors;

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
    public static void Decode(ReadOnlySpan<byte> bytes, Span<BasePair?> into) => Decode(bytes, into, [], []);

    /// <summary>The same, where both sides have been read: a base that is what a side holds is that text and no other, so that it costs no memory.</summary>
    /// <exception cref="InvalidDataException">When the bytes are no snapshot.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, Span<BasePair?> into, ReadOnlySpan<FieldValue> crm, ReadOnlySpan<FieldValue> erp)
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
            var ofCrm = ReadText(ref bytes, index < crm.Length ? crm[index].Text : null);
            if (ofCrm is not null)
            {
                into[index] = new BasePair(ofCrm, ReadText(ref bytes, index < erp.Length ? erp[index].Text : null) ?? ofCrm);
            }
        }
    }

    /// <summary>True when every pair has a base and both sides hold exactly that: what nobody touched is told without decoding it.</summary>
    public static bool IsExactly(ReadOnlySpan<byte> bytes, ReadOnlySpan<FieldValue> crm, ReadOnlySpan<FieldValue> erp)
    {
        if (bytes.IsEmpty || bytes[0] != Format)
        {
            return false;
        }

        bytes = bytes[1..];
        for (var index = 0; index < crm.Length; index++)
        {
            if (!TryTake(ref bytes, out var ofCrm, out var hasBase) || !hasBase || !Holds(crm[index].Text, ofCrm)
                || !TryTake(ref bytes, out var ofErp, out var differs) || !Holds(erp[index].Text, differs ? ofErp : ofCrm))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Holds(string? text, ReadOnlySpan<byte> stored)
    {
        if (text is null || stored.Length < text.Length)
        {
            return false;
        }

        if (Ascii.IsValid(stored))
        {
            return Ascii.Equals(stored, text);
        }

        Span<byte> encoded = stored.Length <= 1024 ? stackalloc byte[stored.Length] : new byte[stored.Length];
        return Encoding.UTF8.TryGetBytes(text, encoded, out var written) && written == stored.Length && encoded.SequenceEqual(stored);
    }

    /// <summary>One stored text; <paramref name="isThere"/> is false for the mark that stands for none.</summary>
    private static bool TryTake(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> text, out bool isThere)
    {
        text = default;
        isThere = false;
        var length = 0L;
        for (var shift = 0; ; shift += 7)
        {
            if (bytes.IsEmpty || shift > 28)
            {
                return false;
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
            return true;
        }

        if (length - 1 > bytes.Length)
        {
            return false;
        }

        text = bytes[..(int)(length - 1)];
        isThere = true;
        bytes = bytes[(int)(length - 1)..];
        return true;
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

    /// <param name="likely">Returned when it is the same text.</param>
    private static string? ReadText(ref ReadOnlySpan<byte> bytes, string? likely) =>
        !TryTake(ref bytes, out var text, out var isThere) ? throw new InvalidDataException("The snapshot ends in the middle of a value.")
        : !isThere ? null
        : likely is not null && Holds(likely, text) ? likely
        : Encoding.UTF8.GetString(text);
}
