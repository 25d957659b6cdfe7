namespace SuperOfficeErpLink.Web.Demo;

/// <summary>SplitMix64: the same numbers on every runtime, for ever. Each record has a stream of its own, so that the first 500 companies are the same in a demo of 100,000.</summary>
internal sealed class DemoRandom(ulong stream, ulong number)
{
    private const ulong Seed = 0x5EED_0E29_2026_0001;
    private ulong state = Mix(Seed ^ Mix((stream << 40) ^ number));

    public int Below(int limit) => (int)((UInt128)Next() * (ulong)limit >> 64);

    public bool Percent(int chance) => Below(100) < chance;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public string Digits(int count)
    {
        Span<char> digits = stackalloc char[count];
        for (var index = 0; index < count; index++)
        {
            digits[index] = (char)('0' + Below(10));
        }

        return new string(digits);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    private ulong Next()
    {
        state += 0x9E37_79B9_7F4A_7C15;
        return Mix(state);
    }
}
