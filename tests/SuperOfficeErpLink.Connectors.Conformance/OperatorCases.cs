namespace SuperOfficeErpLink.Connectors.Conformance;

/// <summary>
/// Every operator on every type, written out: <see cref="OperatorMeaning"/> says the same by rule. For a connector's own test of things a to d, n and v: n has
/// nothing in any field, v empty texts, and word, whole, part, day, moment, colour and yes of the others are
/// <c>a</c>: Ærø Å/S, -5, -0.5, 2026-01-30, 2026-01-31 07:59:59, r, 1; <c>b</c>: ÆRØ ø-køb, 9, 9.25, 2026-01-31, 08:00:23, R, 0;
/// <c>c</c>: 100%_*'"\ &lt;b&gt;&amp;amp;, 10, 10, 2026-02-01, 08:01:00, g, 1; <c>d</c>: 100 procent, 1000, 1000.1, 2026-02-28, 2026-02-01 00:00:00, b b, 0.
/// </summary>
public static class OperatorCases
{
    /// <summary>Field, operator, its values with bars between, and the things that are found.</summary>
    public static TheoryData<string, Operator, string, string> OfThings => new()
    {
        { "word", Operator.Equal, "ærø å/s", "a" },
        { "word", Operator.Equal, "100%_*'\"\\ <B>&amp;", "c" },
        { "word", Operator.Equal, "", "n v" },
        { "word", Operator.NotEqual, "ÆRØ Å/S", "b c d n v" },
        { "word", Operator.NotEqual, "", "a b c d" },
        { "word", Operator.BeginsWith, "ærØ", "a b" },
        { "word", Operator.BeginsWith, "100%", "c" },
        { "word", Operator.BeginsWith, "100_", "" },
        { "word", Operator.NotBeginsWith, "æRø", "c d n v" },
        { "word", Operator.Contains, "RØ Å", "a" },
        { "word", Operator.Contains, "%_*'\"\\", "c" },
        { "word", Operator.Contains, "<b>", "c" },
        { "word", Operator.Contains, "*", "c" },
        { "word", Operator.NotContains, "ø", "c d n v" },
        { "word", Operator.EndsWith, "KØB", "b" },
        { "word", Operator.EndsWith, "&AMP;", "c" },
        { "word", Operator.NotEndsWith, "køb", "a c d n v" },
        { "word", Operator.OneOf, "ærø å/s|100 PROCENT", "a d" },
        { "word", Operator.NotOneOf, "ærø å/s|100 PROCENT", "b c n v" },
        { "word", Operator.Between, "100|100 z", "d" },
        { "word", Operator.Between, "æ|ærø ø-køb", "a b" },
        { "whole", Operator.Equal, "9", "b" },
        { "whole", Operator.Equal, "", "n v" },
        { "whole", Operator.NotEqual, "9", "a c d n v" },
        { "whole", Operator.NotEqual, "", "a b c d" },
        { "whole", Operator.Greater, "9", "c d" },
        { "whole", Operator.GreaterOrEqual, "9", "b c d" },
        { "whole", Operator.Less, "10", "a b" },
        { "whole", Operator.LessOrEqual, "10", "a b c" },
        { "whole", Operator.Between, "-5|9", "a b" },
        { "part", Operator.Equal, "1000.1", "d" },
        { "part", Operator.NotEqual, "9.25", "a c d n v" },
        { "part", Operator.Greater, "9.25", "c d" },
        { "part", Operator.GreaterOrEqual, "9.25", "b c d" },
        { "part", Operator.Less, "0", "a" },
        { "part", Operator.LessOrEqual, "9.25", "a b" },
        { "part", Operator.Between, "9.25|10", "b c" },
        { "day", Operator.Equal, "2026-01-31", "b" },
        { "day", Operator.Equal, "", "n v" },
        { "day", Operator.NotEqual, "2026-01-31", "a c d n v" },
        { "day", Operator.Before, "2026-01-31", "a" },
        { "day", Operator.BeforeOrEqual, "2026-01-31", "a b" },
        { "day", Operator.After, "2026-01-31", "c d" },
        { "day", Operator.AfterOrEqual, "2026-01-31", "b c d" },
        { "day", Operator.Between, "2026-01-31|2026-02-01", "b c" },
        { "moment", Operator.Equal, "2026-01-31T08:00:00Z", "b" },
        { "moment", Operator.NotEqual, "2026-01-31T08:00:00Z", "a c d n v" },
        { "moment", Operator.Before, "2026-01-31T08:00:00Z", "a" },
        { "moment", Operator.BeforeOrEqual, "2026-01-31T08:00:00Z", "a b" },
        { "moment", Operator.After, "2026-01-31T08:00:00Z", "c d" },
        { "moment", Operator.AfterOrEqual, "2026-01-31T08:01:00Z", "c d" },
        { "moment", Operator.Between, "2026-01-31T08:00:00Z|2026-01-31T08:01:00Z", "b c" },
        { "colour", Operator.OneOf, "r", "a" },
        { "colour", Operator.OneOf, "g|b b", "c d" },
        { "colour", Operator.NotOneOf, "r|g", "b d n v" },
        { "colour", Operator.Equal, "R", "b" },
        { "colour", Operator.NotEqual, "R", "a c d n v" },
        { "yes", Operator.Equal, "1", "a c" },
        { "yes", Operator.Equal, "0", "b d n v" },
        { "yes", Operator.NotEqual, "1", "b d n v" },
        { "yes", Operator.NotEqual, "0", "a c" },
    };
}
