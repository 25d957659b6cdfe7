namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Ledger;

/// <summary>A line of a search as it goes over the wire.</summary>
public sealed record Line(string Field, Operator Operator, IReadOnlyList<string> Values);

/// <summary>A field to write; null stands for what was not read.</summary>
public sealed record Cell(string Column, string? Expected, string? Value);

/// <summary>One record to write.</summary>
public sealed record Row(string? Key, long? Version, string? Parent, string? Reference, IReadOnlyList<Cell> Cells);

/// <summary>What is asked of the ledger's server.</summary>
public sealed record Question(
    string Verb, string Password, ActorType Type, IReadOnlyList<string>? Keys = null, string? Text = null, string? Parent = null, IReadOnlyList<Line>? Lines = null,
    long After = 0, IReadOnlyList<Row>? Rows = null, string? Reference = null);

/// <summary>A deleted key and when it was deleted.</summary>
public sealed record Removed(string Key, long Version);

/// <summary>What it answers.</summary>
public sealed record Reply(IReadOnlyList<Entry>? Entries = null, IReadOnlyList<Removed>? Gone = null, IReadOnlyList<Written>? Written = null, IReadOnlyDictionary<string, string>? Items = null);
