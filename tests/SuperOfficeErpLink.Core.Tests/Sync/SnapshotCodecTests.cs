using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Sync;

public sealed class SnapshotCodecTests
{
    private static readonly BasePair?[] Sample = [new BasePair("Blåbær 🎉", "Blåbær 🎉"), null, new BasePair("", "8000"), new BasePair(new string('x', 300), "")];

    [Fact]
    public void What_is_decoded_is_what_was_encoded() =>
        Seed.Check(Prop.ForAll(Arb.From(AnyPairs), pairs => Decode(SnapshotCodec.Encode(pairs), pairs.Length).ShouldBe(pairs)), 500);

    [Fact]
    public void Bases_are_the_same_whatever_the_sides_hold() =>
        Seed.Check(
            Prop.ForAll(Arb.From(AnyPairs), Arb.From(AnyPairs), (stored, read) =>
            {
                var into = new BasePair?[stored.Length];
                SnapshotCodec.Decode(
                    SnapshotCodec.Encode(stored), into, [.. read.Select(pair => pair is { } one ? FieldValue.Of(one.Crm) : FieldValue.NotRead)],
                    [.. read.Select(pair => pair is { } one ? FieldValue.Of(one.Erp) : FieldValue.NotRead)]);
                into.ShouldBe(stored);
            }),
            500);

    [Fact]
    public void A_base_that_a_side_holds_costs_no_memory()
    {
        BasePair?[] stored = [new BasePair("Blåbær 🎉", "Blåbær 🎉"), new BasePair("net8", "N8"), new BasePair("", "8000"), new BasePair(new string('x', 300), "y")];
        var (bytes, into) = (SnapshotCodec.Encode(stored), new BasePair?[stored.Length]);
        var (crm, erp) = (stored.Select(pair => FieldValue.Of(pair!.Value.Crm)).ToArray(), stored.Select(pair => FieldValue.Of(pair!.Value.Erp)).ToArray());

        Allocated(() => SnapshotCodec.Decode(bytes, into, crm, erp)).ShouldBe(0);
        into.ShouldBe(stored);
        Allocated(() => SnapshotCodec.IsExactly(bytes, crm, erp)).ShouldBe(0);
        erp[1] = FieldValue.Of("N14");
        Allocated(() => SnapshotCodec.Decode(bytes, into, crm, erp)).ShouldBeGreaterThan(0, "the one base that differs is a text of its own");
        into.ShouldBe(stored);
    }

    /// <summary>Once everything it needs has been compiled.</summary>
    private static long Allocated(Action what)
    {
        what();
        var before = GC.GetAllocatedBytesForCurrentThread();
        what();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void A_link_without_snapshot_has_no_bases() => Decode([], 2).ShouldBe([null, null]);

    [Fact]
    public void Pairs_beyond_the_stored_ones_have_no_base() => Decode(SnapshotCodec.Encode(Sample), 6).ShouldBe([.. Sample, null, null]);

    [Fact]
    public void Pairs_beyond_the_wanted_ones_are_left_out() => Decode(SnapshotCodec.Encode(Sample), 1).ShouldBe([Sample[0]]);

    [Fact]
    public void What_stood_in_the_array_before_is_gone()
    {
        BasePair?[] into = [new BasePair("old", "old"), new BasePair("old", "old")];
        SnapshotCodec.Decode(SnapshotCodec.Encode([null]), into);
        into.ShouldBe([null, null]);
    }

    [Fact]
    public void An_equal_text_is_stored_once() =>
        SnapshotCodec.Encode([new BasePair("Aarhus", "Aarhus")]).Length.ShouldBe(1 + 1 + 6 + 1);

    [Fact]
    public void A_truncated_snapshot_is_refused_or_is_one_of_fewer_pairs()
    {
        var whole = SnapshotCodec.Encode(Sample);
        var ends = Enumerable.Range(0, Sample.Length + 1).ToDictionary(count => SnapshotCodec.Encode(Sample.AsSpan(0, count)).Length);
        for (var length = 1; length < whole.Length; length++)
        {
            var bytes = whole[..length];
            if (ends.TryGetValue(length, out var count))
            {
                Decode(bytes, count).ShouldBe(Sample[..count]);
            }
            else
            {
                Should.Throw<InvalidDataException>(() => Decode(bytes, Sample.Length), $"{length} bytes");
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 2, 0 })]
    [InlineData(new byte[] { 255, 1, 2, 3 })]
    public void An_unknown_format_is_refused(byte[] bytes) => Should.Throw<InvalidDataException>(() => Decode(bytes, 1));

    [Theory]
    [InlineData(new byte[] { 1, 0x80, 0x80, 0x80, 0x80, 0x08 })]
    [InlineData(new byte[] { 1, 0x81, 0x80, 0x80, 0x80, 0x08 })]
    [InlineData(new byte[] { 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 })]
    [InlineData(new byte[] { 1, 0xff, 0xff, 0xff, 0xff, 0x7f })]
    public void A_length_that_no_text_has_is_refused(byte[] bytes) => Should.Throw<InvalidDataException>(() => Decode(bytes, 1));

    private static BasePair?[] Decode(byte[] bytes, int count)
    {
        var into = new BasePair?[count];
        SnapshotCodec.Decode(bytes, into);
        return into;
    }

    private static Gen<string> AnyText =>
        from runes in Gen.OneOf(
            Gen.Choose(0x20, 0x7e), Gen.Choose(0, 0xff), Gen.Choose(0x300, 0x36f), Gen.Choose(0, 0xd7ff), Gen.Choose(0xe000, 0xffff), Gen.Choose(0x1f300, 0x1faff),
            Gen.Choose(0x10000, 0x10ffff)).ListOf()
        from times in Gen.Frequency((9, Gen.Constant(1)), (1, Gen.Constant(200)))
        select string.Concat(Enumerable.Repeat(string.Concat(runes.Select(rune => new Rune(rune).ToString())), times));

    private static Gen<BasePair?> AnyPair => Gen.Frequency(
        (1, Gen.Constant<BasePair?>(null)),
        (2, AnyText.Select(text => (BasePair?)new BasePair(text, text))),
        (4, Gen.Zip(AnyText, AnyText).Select(texts => (BasePair?)new BasePair(texts.Item1, texts.Item2))),
        (1, AnyText.Select(text => (BasePair?)new BasePair("", text))));

    private static Gen<BasePair?[]> AnyPairs => AnyPair.ArrayOf();
}
