namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>
/// Hands a text on to whoever parses it, and keeps what was handed on until it is decided: copied as it stands, or left out. So all that
/// nobody changed comes through to the letter.
/// </summary>
internal sealed class SpliceReader(TextReader source, TextWriter target) : TextReader
{
    private char[] pending = new char[64 * 1024];
    private int start;
    private int end;
    private int line = 1;
    private int column = 1;

    public int Pending => end - start;

    public override int Read(char[] buffer, int index, int count)
    {
        var read = source.Read(buffer, index, count);
        Append(buffer.AsSpan(index, read));
        return read;
    }

    public override int Read()
    {
        var read = source.Read();
        if (read >= 0)
        {
            Append([(char)read]);
        }

        return read;
    }

    public override int Peek() => source.Peek();

    /// <summary>Copies up to a place, counted as XML readers count: both from 1.</summary>
    public void CopyTo(int toLine, int toColumn) => target.Write(pending, start, Move(toLine, toColumn));

    public void DropTo(int toLine, int toColumn) => Move(toLine, toColumn);

    /// <summary>The tag that begins here, which is then decided.</summary>
    public string TakeTag()
    {
        if (Pending == 0 || pending[start] != '<')
        {
            throw new InvalidDataException("A tag is not where the parser said");
        }

        var quote = '\0';
        for (var at = start; at < end; at++)
        {
            var sign = pending[at];
            if (quote == '\0' && sign == '>')
            {
                var tag = new string(pending, start, at + 1 - start);
                Pass(tag);
                return tag;
            }

            quote = quote == '\0' && sign is '"' or '\'' ? sign : quote == sign ? '\0' : quote;
        }

        throw new InvalidDataException("A tag does not end");
    }

    public void CopyRest()
    {
        target.Write(pending, start, Pending);
        start = end = 0;
        for (var read = source.Read(pending); read > 0; read = source.Read(pending))
        {
            target.Write(pending, 0, read);
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (end + text.Length > pending.Length)
        {
            var larger = Pending + text.Length > pending.Length / 2 ? new char[Math.Max(pending.Length * 2, 2 * (Pending + text.Length))] : pending;
            Array.Copy(pending, start, larger, 0, Pending);
            (pending, end, start) = (larger, Pending, 0);
        }

        text.CopyTo(pending.AsSpan(end));
        end += text.Length;
    }

    /// <summary>How many characters were passed.</summary>
    private int Move(int toLine, int toColumn)
    {
        var at = start;
        var lineNow = line;
        var lineStart = at - (column - 1);
        while (lineNow < toLine)
        {
            var found = pending.AsSpan(at, end - at).IndexOfAny('\r', '\n');
            if (found < 0)
            {
                throw new InvalidDataException("A line is not where the parser said");
            }

            at += found;
            at += pending[at] == '\r' && at + 1 < end && pending[at + 1] == '\n' ? 2 : 1;
            lineStart = at;
            lineNow++;
        }

        var to = lineStart + toColumn - 1;
        if (to < start || to > end || lineNow != toLine)
        {
            throw new InvalidDataException("A place is not where the parser said");
        }

        var passed = to - start;
        (start, line, column) = (to, toLine, toColumn);
        return passed;
    }

    private void Pass(string text)
    {
        start += text.Length;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.Length || text[at + 1] != '\n')))
            {
                line++;
                column = 1;
            }
            else if (text[at] != '\r')
            {
                column++;
            }
        }
    }
}
