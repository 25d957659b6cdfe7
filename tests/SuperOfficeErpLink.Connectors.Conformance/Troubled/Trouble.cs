namespace SuperOfficeErpLink.Connectors.Conformance.Troubled;

/// <summary>What a <see cref="TroubledProxy"/> does to a call instead of passing it on.</summary>
public abstract record Trouble
{
    private Trouble()
    {
    }

    /// <summary>Answers itself; the ERP never sees the call.</summary>
    public sealed record Answer(int Status, string Body = "", string MediaType = "text/html", params (string Name, string Value)[] Headers) : Trouble;

    /// <summary>Closes the connection; the ERP never sees the call.</summary>
    public sealed record DropTheCall : Trouble;

    /// <summary>The ERP does what was asked and its answer is lost.</summary>
    public sealed record LoseTheAnswer : Trouble;

    /// <summary>The ERP does what was asked and its answer breaks off in the middle.</summary>
    public sealed record BreakTheAnswer : Trouble;

    /// <summary>An answer of which a byte comes now and then, for ever.</summary>
    public sealed record Drip : Trouble;
}
