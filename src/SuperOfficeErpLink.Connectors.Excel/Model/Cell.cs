namespace SuperOfficeErpLink.Connectors.Excel.Model;

internal enum CellKind : byte
{
    Blank, Text, Number, Date, Boolean,

    /// <summary>An error such as #N/A, or a formula that was never calculated.</summary>
    Unknown,
}

/// <summary>What a cell shows. A formula's cell shows what Excel last calculated.</summary>
/// <param name="Number">Of a number or a date, as Excel counts it; 1 or 0 of a boolean.</param>
internal readonly record struct Cell(CellKind Kind, double Number, string? Text, bool IsFormula)
{
    public static Cell Blank => default;

    public bool IsBlank => Kind == CellKind.Blank;
}

/// <summary>The texts of a workbook, each once.</summary>
internal sealed class TextPool
{
    /// <summary>Texts that are no shared strings repeat nearby (a group, a city), so a small memory finds most.</summary>
    private readonly int[] recent = new int[4096];

    private readonly List<string> texts = [""];

    public string this[int index] => texts[index];

    public int Count => texts.Count;

    /// <summary>A shared string: the file itself has each once.</summary>
    public void AddShared(string text) => texts.Add(text);

    public int Add(string text)
    {
        var slot = (int)((uint)string.GetHashCode(text, StringComparison.Ordinal) % (uint)recent.Length);
        if (!string.Equals(texts[recent[slot]], text, StringComparison.Ordinal))
        {
            recent[slot] = texts.Count;
            texts.Add(text);
        }

        return recent[slot];
    }
}

/// <summary>The cells of a column in nine bytes each.</summary>
internal sealed class CellColumn(string header, int column, TextPool texts)
{
    private const byte FormulaFlag = 0x80;

    private byte[] kinds = new byte[64];
    private long[] values = new long[64];

    public string Header { get; } = header;

    /// <summary>Where it stands in the sheet, from 0.</summary>
    public int Column { get; } = column;

    public Cell this[int index]
    {
        get
        {
            if (index >= kinds.Length)
            {
                return Cell.Blank;
            }

            var kind = (CellKind)(kinds[index] & ~FormulaFlag);
            var isFormula = (kinds[index] & FormulaFlag) != 0;
            return kind == CellKind.Text
                ? new Cell(kind, 0, texts[(int)values[index]], isFormula)
                : new Cell(kind, BitConverter.Int64BitsToDouble(values[index]), null, isFormula);
        }
    }

    public void SetText(int index, int text, bool isFormula) => Set(index, CellKind.Text, text, isFormula);

    public void Set(int index, CellKind kind, double number, bool isFormula) => Set(index, kind, BitConverter.DoubleToInt64Bits(number), isFormula);

    public void Clear(int index)
    {
        if (index < kinds.Length)
        {
            kinds[index] = 0;
            values[index] = 0;
        }
    }

    public void Trim(int count)
    {
        Array.Resize(ref kinds, count);
        Array.Resize(ref values, count);
    }

    private void Set(int index, CellKind kind, long value, bool isFormula)
    {
        if (index >= kinds.Length)
        {
            var length = Math.Max(index + 1, kinds.Length * 2);
            Array.Resize(ref kinds, length);
            Array.Resize(ref values, length);
        }

        kinds[index] = (byte)((byte)kind | (isFormula ? FormulaFlag : 0));
        values[index] = value;
    }
}
