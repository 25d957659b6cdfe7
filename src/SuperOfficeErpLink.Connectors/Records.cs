namespace SuperOfficeErpLink.Connectors;

/// <summary>The fields a call asks for. Build it once; <see cref="ErpRecord.Values"/> has its order.</summary>
public sealed record FieldSet(IReadOnlyList<string> Keys)
{
    /// <summary>The position of a field in <see cref="Keys"/>, or -1.</summary>
    public int IndexOf(string key)
    {
        for (var index = 0; index < Keys.Count; index++)
        {
            if (string.Equals(Keys[index], key, StringComparison.Ordinal))
            {
                return index;
            }
        }

        return -1;
    }
}

/// <summary>One record as read.</summary>
/// <param name="Key">Opaque, stable, compared byte for byte.</param>
/// <param name="Version">Opaque; equal means unchanged. Null when the system has none.</param>
/// <param name="Parent">The record it belongs to, a person's customer for example.</param>
/// <param name="IsActive">False for a record the system keeps but no longer uses; it is not gone.</param>
/// <param name="Address">The record's page in its own system.</param>
/// <param name="Values">In the order of the <see cref="FieldSet"/> asked for; unread fields are <c>default</c>.</param>
public sealed record ErpRecord(string Key, string? Version, ActorRef? Parent, bool IsActive, Uri? Address, FieldValue[] Values);

/// <summary>A record that a direct read says no longer exists.</summary>
/// <param name="ReplacedBy">The key of the record it was merged into or renumbered to, where the system knows.</param>
public sealed record Gone(string Key, string? ReplacedBy);

/// <summary>The answer to a read by key. A key in neither list is unknown, never deleted.</summary>
public sealed record ReadResult(IReadOnlyList<ErpRecord> Found, IReadOnlyList<Gone> Gone);

/// <summary>A page of a change feed; <paramref name="Next"/> may be stored and resumed from.</summary>
public sealed record ChangePage(IReadOnlyList<ErpRecord> Changed, IReadOnlyList<Gone> Gone, string Next, bool IsLast);

/// <param name="Text">Simple search; null or empty lists everything.</param>
/// <param name="Parent">Only records under this one.</param>
/// <param name="Criteria">All must hold.</param>
/// <param name="PageToken">From the page before; null for the first.</param>
public sealed record SearchRequest(string? Text, ActorRef? Parent, IReadOnlyList<Criterion> Criteria, string? PageToken, int PageSize)
{
    /// <summary>For a page token that the connector did not give.</summary>
    public static ConnectorException UnknownPage() => new(
        FailureKind.Misconfigured,
        LocalText.Of("The page asked for does not exist. Search again.", "Den side findes ikke. Søg igen."),
        "A page token that this connector did not make");
}

/// <summary>One line of an advanced search. Between takes two values in order; one-of takes many; the rest take one.</summary>
public sealed record Criterion(string Field, Operator Operator, IReadOnlyList<FieldValue> Values)
{
    /// <summary>False when the operator takes another number of values.</summary>
    public bool HasItsValues => Operator switch
    {
        Operator.Between => Values.Count == 2,
        Operator.OneOf or Operator.NotOneOf => Values.Count > 0,
        _ => Values.Count == 1,
    };

    /// <summary>For a line that a connector cannot use: it is refused, never left out, for a search without it finds too much.</summary>
    public ConnectorException Unusable() => new(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The search line for \"{Field}\" cannot be used: check its operator and value.", $"Søgelinjen for \"{Field}\" kan ikke bruges: kontrollér operator og værdi."),
        $"Unusable criterion: {Field} {Operator} with {Values.Count} values");
}

/// <param name="Total">Null where counting would cost more than it is worth.</param>
public sealed record SearchPage(IReadOnlyList<ErpRecord> Records, string? NextToken, int? Total);

/// <summary>Search operators; text operators ignore case, also for æ, ø, å, ä, ö and ü.</summary>
public enum Operator
{
    Equal, NotEqual, BeginsWith, Contains, EndsWith, NotBeginsWith, NotContains, NotEndsWith,
    Greater, Less, GreaterOrEqual, LessOrEqual, Between, OneOf, NotOneOf, Before, After, BeforeOrEqual, AfterOrEqual,
}

/// <summary>An item of a list; <paramref name="IsActive"/> is false for one that is kept but no longer offered.</summary>
/// <param name="Name">As its system calls it.</param>
public sealed record ListItem(string Key, string Name, bool IsActive)
{
    /// <summary>An item that a connector names itself, for its settings.</summary>
    public ListItem(string key, LocalText name)
        : this(key, name.English, IsActive: true) => LocalName = name;

    /// <summary>Shown in place of the name, in the reader's language; null: the name is shown to everybody.</summary>
    public LocalText? LocalName { get; init; }
}
