using System.Globalization;
using System.Runtime.CompilerServices;

namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Broken;

internal static partial class Faults
{
    private static (string Promise, Fault Fault)[] Reading =>
    [
        (nameof(ReadingSpecification<>.Records_are_read_by_key_with_the_fields_asked_for_in_their_order), new("answers with the fields in its own order")
        {
            Get = async (inner, type, fields, keys, cancellation) => await inner.GetAsync(type, new FieldSet([.. fields.Keys.Reverse()]), keys, cancellation),
        }),
        (nameof(ReadingSpecification<>.A_key_that_never_existed_is_not_found), new("makes an empty record of a key it does not know")
        {
            Get = async (inner, type, fields, keys, cancellation) => await inner.GetAsync(type, fields, keys, cancellation) is var read
                ? read with { Found = [.. read.Found, .. keys.Except(read.Found.Select(record => record.Key)).Select(key => new ErpRecord(key, null, null, true, null, [.. fields.Keys.Select(_ => FieldValue.Blank)]))] }
                : null!,
        }),
        (nameof(ReadingSpecification<>.A_key_asked_for_twice_is_answered_once), new("answers once for each time it is asked")
        {
            Get = async (inner, type, fields, keys, cancellation) => await inner.GetAsync(type, fields, keys, cancellation) is var read
                ? read with { Found = [.. keys.SelectMany(key => read.Found.Where(record => record.Key == key))] }
                : null!,
        }),
        (nameof(ReadingSpecification<>.No_keys_give_no_records), new("takes no keys for all")
        {
            Get = async (inner, type, fields, keys, cancellation) => keys.Count > 0
                ? await inner.GetAsync(type, fields, keys, cancellation)
                : new ReadResult((await inner.SearchAsync(type, fields, new SearchRequest("", null, [], null, 1000), cancellation)).Records, []),
        }),
        (nameof(ReadingSpecification<>.An_empty_search_lists_everything), new("finds nothing when nothing is searched for")
        {
            Search = async (inner, type, fields, request, cancellation) => string.IsNullOrWhiteSpace(request.Text) ? new SearchPage([], null, 0) : await inner.SearchAsync(type, fields, request, cancellation),
        }),
        (nameof(ReadingSpecification<>.Pages_are_complete_without_doubles_and_end), new("begins a page with the last record of the one before")
        {
            Search = async (inner, type, fields, request, cancellation) => await inner.SearchAsync(
                type, fields, request with { PageToken = request.PageToken is { } token ? (int.Parse(token, CultureInfo.InvariantCulture) - 1).ToString(CultureInfo.InvariantCulture) : null, PageSize = request.PageSize + 1 }, cancellation) is var page
                ? page with { Records = [.. page.Records.Take(request.PageSize)] }
                : null!,
        }),
        (nameof(ReadingSpecification<>.Inactive_records_come_last), new("orders by key alone")
        {
            Search = async (inner, type, fields, request, cancellation) =>
            {
                var all = (await inner.SearchAsync(type, fields, request with { PageToken = null, PageSize = 1000 }, cancellation)).Records.OrderBy(record => record.Key, StringComparer.Ordinal).ToList();
                var from = request.PageToken is null ? 0 : int.Parse(request.PageToken, CultureInfo.InvariantCulture);
                return new SearchPage([.. all.Skip(from).Take(request.PageSize)], from + request.PageSize < all.Count ? (from + request.PageSize).ToString(CultureInfo.InvariantCulture) : null, null);
            },
        }),
        (nameof(ReadingSpecification<>.Search_takes_every_sign_for_itself), new("leaves signs out of what is searched for")
        {
            Search = (inner, type, fields, request, cancellation) =>
                inner.SearchAsync(type, fields, request with { Text = string.Concat((request.Text ?? "").Where(sign => char.IsLetterOrDigit(sign) && sign < 128)) }, cancellation),
        }),
        (nameof(ReadingSpecification<>.Search_ignores_case_and_composition_also_beyond_ASCII), new("ignores case in ASCII only")
        {
            Search = async (inner, type, fields, request, cancellation) => await inner.SearchAsync(type, fields, request, cancellation) is var page
                ? page with { Records = [.. page.Records.Where(record => (request.Text ?? "").Where(char.IsLetter).Where(letter => letter > 127).All(letter => record.Values[0].Text!.Contains(letter, StringComparison.Ordinal)))] }
                : null!,
        }),
        (nameof(ReadingSpecification<>.Every_word_of_a_search_must_occur), new("looks for the first word only")
        {
            Search = (inner, type, fields, request, cancellation) => inner.SearchAsync(type, fields, request with { Text = request.Text?.Split(' ')[0] }, cancellation),
        }),
        (nameof(ReadingSpecification<>.Search_survives_text_that_is_none), new("composes the text without looking whether it is one")
        {
            Search = (inner, type, fields, request, cancellation) => inner.SearchAsync(type, fields, request with { Text = request.Text?.Normalize() }, cancellation),
        }),
        (nameof(ReadingSpecification<>.A_page_token_that_was_never_given_is_refused), new("begins anew when it does not know a page")
        {
            Search = (inner, type, fields, request, cancellation) =>
                inner.SearchAsync(type, fields, request with { PageToken = int.TryParse(request.PageToken, out _) ? request.PageToken : null }, cancellation),
        }),
    ];

    private static (string Promise, Fault Fault)[] Operators =>
    [
        (nameof(OperatorSpecification<>.Every_operator_of_every_field_finds_exactly_what_it_says), new("takes greater for greater or equal")
        {
            Search = Lines(line => line.Operator == Operator.Greater ? [line with { Operator = Operator.GreaterOrEqual }] : [line]),
        }),
        (nameof(OperatorSpecification<>.Parts_of_texts_are_found_whatever_their_signs_and_case), new("takes begins with for contains")
        {
            Search = Lines(line => line.Operator == Operator.BeginsWith ? [line with { Operator = Operator.Contains }] : [line]),
        }),
        (nameof(OperatorSpecification<>.All_lines_must_hold), new("reads the first line only")
        {
            Search = (inner, type, fields, request, cancellation) => inner.SearchAsync(type, fields, request with { Criteria = [.. request.Criteria.Take(1)] }, cancellation),
        }),
        (nameof(OperatorSpecification<>.A_line_that_cannot_be_used_is_refused_not_left_out), new("leaves out lines that it cannot use")
        {
            Search = Lines(line => line.Values.Count == 0 || line.Field == "no such field" || line.Operator == Operator.Between ? [] : [line]),
        }),
    ];

    private static (string Promise, Fault Fault)[] Families =>
    [
        (nameof(FamilySpecification<>.Records_are_found_under_their_parent_page_by_page_and_name_it), new("lists all persons, whoever's they are")
        {
            Search = (inner, type, fields, request, cancellation) => inner.SearchAsync(type, fields, request with { Parent = null }, cancellation),
        }),
        (nameof(FamilySpecification<>.A_parent_that_does_not_exist_has_no_records), new("searches everywhere when it does not find the parent")
        {
            Search = (inner, type, fields, request, cancellation) => inner.SearchAsync(type, fields, request.Parent?.Key == "no-such-key" ? request with { Parent = null } : request, cancellation),
        }),
        (nameof(FamilySpecification<>.A_record_read_by_its_key_names_its_parent), new("names the parent in searches only")
        {
            Get = async (inner, type, fields, keys, cancellation) => await inner.GetAsync(type, fields, keys, cancellation) is var read
                ? read with { Found = [.. read.Found.Select(record => record with { Parent = null })] }
                : null!,
        }),
        (nameof(FamilySpecification<>.The_parent_type_and_the_ability_are_told), new("keeps to itself that it can search by parent")
        {
            Describe = description => description with { ActorTypes = [.. description.ActorTypes.Select(type => type with { Can = type.Can & ~Abilities.SearchByParent })] },
        }),
    ];

    private static (string Promise, Fault Fault)[] Changes =>
    [
        (nameof(ChangesSpecification<>.Without_a_cursor_everything_comes), new("begins with what changes from now on")
        {
            Changes = (inner, type, fields, cursor, cancellation) => Pages(inner, type, fields, cursor, (page, _) => cursor is null ? page with { Changed = [.. page.Changed.Skip(1)] } : page, cancellation),
        }),
        (nameof(ChangesSpecification<>.A_change_after_the_cursor_comes), new("has no changes after the first time")
        {
            Changes = (inner, type, fields, cursor, cancellation) => Pages(inner, type, fields, cursor, (page, _) => cursor is null ? page : page with { Changed = [] }, cancellation),
        }),
        (nameof(ChangesSpecification<>.Every_page_names_a_place_to_resume_from_that_skips_nothing), new("gives every page the cursor of the last")
        {
            Changes = (inner, type, fields, cursor, cancellation) => Pages(inner, type, fields, cursor, (page, all) => page with { Next = all[^1].Next }, cancellation),
        }),
        (nameof(ChangesSpecification<>.A_change_comes_with_its_values_and_version_as_a_read_gives_them), new("gives changes a version of their own")
        {
            Changes = (inner, type, fields, cursor, cancellation) =>
                Pages(inner, type, fields, cursor, (page, _) => page with { Changed = [.. page.Changed.Select(record => record with { Version = "c" + record.Version })] }, cancellation),
        }),
        (nameof(ChangesSpecification<>.A_record_that_changes_while_the_feed_is_read_is_not_lost), new("takes its cursor when it has finished, not when it began") { Changes = CursorAtTheEnd }),
        (nameof(ChangesSpecification<>.The_last_cursor_is_a_fixed_point), new("gives a new cursor each time")
        {
            Changes = (inner, type, fields, cursor, cancellation) =>
                Pages(inner, type, fields, cursor?.Split('#')[0], (page, _) => page with { Next = $"{page.Next}#{Guid.NewGuid()}" }, cancellation),
        }),
        (nameof(ChangesSpecification<>.A_deleted_record_comes_as_gone_where_deletions_are_reported), new("says that it reports deletions and does not")
        {
            Changes = (inner, type, fields, cursor, cancellation) => Pages(inner, type, fields, cursor, (page, _) => page with { Gone = [] }, cancellation),
        }),
        (nameof(ChangesSpecification<>.A_cursor_that_cannot_be_resumed_has_expired), new("goes on from now when it does not know a cursor")
        {
            Changes = (inner, type, fields, cursor, cancellation) => Pages(inner, type, fields, cursor == "not a cursor" ? "999999" : cursor, (page, _) => page, cancellation),
        }),
        (nameof(ChangesSpecification<>.A_feed_that_is_cancelled_stops), new("reads its feed to the end whatever happens")
        {
            Changes = (inner, type, fields, cursor, _) => Pages(inner, type, fields, cursor, (page, _) => page, default),
        }),
    ];

    private static Func<IErpSession, ActorType, FieldSet, SearchRequest, CancellationToken, Task<SearchPage>> Lines(Func<Criterion, Criterion[]> change) =>
        (inner, type, fields, request, cancellation) => inner.SearchAsync(type, fields, request with { Criteria = [.. request.Criteria.SelectMany(change)] }, cancellation);

    private static async IAsyncEnumerable<ChangePage> Pages(
        IErpChanges inner, ActorType type, FieldSet fields, string? cursor, Func<ChangePage, IReadOnlyList<ChangePage>, ChangePage> change, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var all = new List<ChangePage>();
        await foreach (var page in inner.ReadChangesAsync(type, fields, cursor, cancellation))
        {
            all.Add(page);
        }

        foreach (var page in all)
        {
            yield return change(page, all);
        }
    }

    private static async IAsyncEnumerable<ChangePage> CursorAtTheEnd(IErpChanges inner, ActorType type, FieldSet fields, string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in inner.ReadChangesAsync(type, fields, cursor, cancellation))
        {
            var next = page.Next;
            if (page.IsLast)
            {
                await foreach (var later in inner.ReadChangesAsync(type, fields, null, cancellation))
                {
                    next = later.Next;
                }
            }

            yield return page with { Next = next };
        }
    }
}
