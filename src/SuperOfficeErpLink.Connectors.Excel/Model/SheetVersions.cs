using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SuperOfficeErpLink.Connectors.Excel.Model;

/// <summary>A record's version: what all its columns show, field or not. Looks, widths and the order of rows are no part of it.</summary>
internal sealed class RowHash(SheetGrid grid)
{
    private const int Length = 12;

    private readonly ArrayBufferWriter<byte> content = new(512);

    public string Text(int row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Fill(row, hash);
        return Base64Url.EncodeToString(hash[..Length]);
    }

    public ulong Number(int row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Fill(row, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private void Fill(int row, Span<byte> hash)
    {
        content.ResetWrittenCount();
        foreach (var column in grid.Columns)
        {
            var cell = column[row];
            var text = MemoryMarshal.AsBytes(cell.Text.AsSpan());
            var head = content.GetSpan(9);
            head[0] = (byte)cell.Kind;
            BinaryPrimitives.WriteInt64LittleEndian(head[1..], cell.Kind == CellKind.Text ? text.Length : BitConverter.DoubleToInt64Bits(cell.Number));
            content.Advance(9);
            content.Write(text);
        }

        SHA256.HashData(content.WrittenSpan, hash);
    }
}

/// <summary>The versions of all records of a sheet, short enough to be kept, and one word that stands for all of them.</summary>
internal sealed class SheetVersions
{
    private readonly Dictionary<string, ulong> byKey;

    public SheetVersions(ActorSheet sheet)
    {
        var hash = new RowHash(sheet.Grid);
        byKey = new Dictionary<string, ulong>(sheet.Count, StringComparer.Ordinal);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        for (var row = 0; row < sheet.Count; row++)
        {
            if (sheet.KeyAt(row) is { } key)
            {
                byKey[key] = hash.Number(row);
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, byKey[key]);
                all.AppendData(bytes);
            }
        }

        Word = Base64Url.EncodeToString(all.GetHashAndReset());
    }

    public string Word { get; }

    public bool IsSame(string key, SheetVersions other) => byKey.TryGetValue(key, out var ours) && other.byKey.TryGetValue(key, out var theirs) && ours == theirs;
}
