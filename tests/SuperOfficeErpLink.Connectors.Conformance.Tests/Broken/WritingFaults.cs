namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Broken;

internal static partial class Faults
{
    private static (string Promise, Fault Fault)[] Writing =>
    [
        (nameof(WritingSpecification<>.A_text_comes_back_as_it_was_written), Written("trims what it writes", change => change with { New = FieldValue.Of(change.New.Text?.Trim()) })),
        (nameof(WritingSpecification<>.Blank_is_written_and_read_as_blank), Updated("writes a blank as a dash", update => update with
        {
            Changes = [.. update.Changes.Select(change => change.New.IsBlank ? change with { New = FieldValue.Of("-") } : change)],
        })),
        (nameof(WritingSpecification<>.What_a_save_returns_is_what_a_read_returns_version_included), Ended("returns the version from before its write", (outcome, update) =>
            outcome is SaveOutcome.Saved saved ? saved with { Record = saved.Record with { Version = update.ExpectedVersion } } : outcome)),
        (nameof(WritingSpecification<>.A_write_changes_the_version_and_a_read_does_not), new("makes a version of the moment it reads at")
        {
            Get = async (inner, type, fields, keys, cancellation) => await inner.GetAsync(type, fields, keys, cancellation) is var read
                ? read with { Found = [.. read.Found.Select(record => record with { Version = Guid.NewGuid().ToString() })] }
                : null!,
        }),
        (nameof(WritingSpecification<>.Only_the_fields_that_are_named_are_written), Updated("writes the whole record with what it thinks it held", update => update with
        {
            Changes = [.. update.Changes, new FieldChange("country", FieldValue.NotRead, FieldValue.Blank)],
        })),
        (nameof(WritingSpecification<>.No_other_record_is_written), new("writes every record whose key begins alike")
        {
            Update = async (inner, type, returning, updates, cancellation) =>
            {
                await inner.UpdateAsync(type, returning, [.. updates.Select(update => update with { Key = "C1002", ExpectedVersion = null, Changes = [.. update.Changes.Select(change => change with { Expected = default })] })], cancellation);
                return await inner.UpdateAsync(type, returning, updates, cancellation);
            },
        }),
        (nameof(WritingSpecification<>.Many_updates_have_one_outcome_each_in_their_order), new("answers in the order in which it happens to finish")
        {
            Update = async (inner, type, returning, updates, cancellation) => [.. (await inner.UpdateAsync(type, returning, updates, cancellation)).Reverse()],
        }),
        (nameof(WritingSpecification<>.A_record_that_is_missing_or_stale_does_not_keep_the_others_from_being_saved), StopsAtTheFirst()),
        (nameof(WritingSpecification<>.A_refused_record_is_untouched_and_the_others_are_saved), new("writes the fields of a record one by one")
        {
            Update = async (inner, type, returning, updates, cancellation) =>
            {
                var outcomes = new List<SaveOutcome>();
                foreach (var update in updates)
                {
                    SaveOutcome outcome = null!;
                    foreach (var change in update.Changes)
                    {
                        outcome = (await inner.UpdateAsync(type, returning, [update with { ExpectedVersion = null, Changes = [change] }], cancellation))[0];
                    }

                    outcomes.Add(outcome);
                }

                return outcomes;
            },
        }),
        (nameof(WritingSpecification<>.Values_returned_stand_in_the_order_asked_for_also_unknown_ones), new("returns the fields that it wrote")
        {
            Update = (inner, type, _, updates, cancellation) => inner.UpdateAsync(type, new FieldSet([.. updates.SelectMany(update => update.Changes).Select(change => change.Field).Distinct()]), updates, cancellation),
        }),
        (nameof(WritingSpecification<>.A_record_that_changed_since_it_was_read_is_left_alone), Updated("lets the last writer win", Blindly)),
        (nameof(WritingSpecification<>.Two_writers_that_read_the_same_do_not_both_win), Updated("lets both writers win", Blindly)),
        (nameof(WritingSpecification<>.Without_a_version_the_expected_value_decides), Updated("goes by versions only", update => update.ExpectedVersion is null ? Blindly(update) : update)),
        (nameof(WritingSpecification<>.A_record_that_was_deleted_is_missing), Ended("calls a deleted record refused", (outcome, _) => outcome is SaveOutcome.Missing ? Refusal() : outcome)),
        (nameof(WritingSpecification<>.A_value_that_was_not_read_is_never_written), Updated("takes what was not read for blank", update => update with
        {
            Changes = [.. update.Changes.Select(change => change with { New = FieldValue.Of(change.New.Text) })],
        })),
        (nameof(WritingSpecification<>.A_write_that_is_cancelled_before_it_begins_writes_nothing), new("writes although it was cancelled")
        {
            Update = (inner, type, returning, updates, _) => inner.UpdateAsync(type, returning, updates, default),
        }),
    ];

    private static (string Promise, Fault Fault)[] Creating =>
    [
        (nameof(CreatingSpecification<>.A_new_record_is_returned_as_it_is_read_with_a_key_of_its_own), new("returns what it sent for a new record, not what was made")
        {
            Create = async (inner, type, returning, actors, cancellation) => [.. (await inner.CreateAsync(type, returning, actors, cancellation)).Select(outcome =>
                outcome is SaveOutcome.Saved saved ? saved with { Record = saved.Record with { Version = null } } : outcome)],
        }),
        (nameof(CreatingSpecification<>.A_new_record_is_found_by_its_reference_and_by_no_other), new("finds references that begin alike")
        {
            Find = async (inner, type, fields, reference, cancellation) =>
                [.. await inner.FindByReferenceAsync(type, fields, reference, cancellation), .. await inner.FindByReferenceAsync(type, fields, reference + "x", cancellation)],
        }),
        (nameof(CreatingSpecification<>.A_refused_record_is_not_made_and_the_others_are), new("makes a refused record without what was refused")
        {
            Create = (inner, type, returning, actors, cancellation) => inner.CreateAsync(
                type, returning, [.. actors.Select(actor => actor with { Values = [.. actor.Values.Select(value => value.New.IsBlank ? value with { New = FieldValue.Of("?") } : value)] })], cancellation),
        }),
        (nameof(CreatingSpecification<>.Records_made_at_once_each_get_a_key), new("gives records that are made at once the same key")
        {
            Create = async (inner, type, returning, actors, cancellation) => [.. (await inner.CreateAsync(type, returning, actors, cancellation)).Select(outcome =>
                outcome is SaveOutcome.Saved saved ? saved with { Record = saved.Record with { Key = "C2000" } } : outcome)],
        }),
        (nameof(CreatingSpecification<>.A_create_that_is_cancelled_before_it_begins_makes_nothing), new("creates although it was cancelled")
        {
            Create = (inner, type, returning, actors, _) => inner.CreateAsync(type, returning, actors, default),
        }),
        (nameof(CreatingSpecification<>.The_ability_to_create_is_told), new("keeps to itself that it can create")
        {
            Describe = description => description with { ActorTypes = [.. description.ActorTypes.Select(type => type with { Can = type.Can & ~Abilities.Create })] },
        }),
    ];

    private static (string Promise, Fault Fault)[] Values =>
    [
        (nameof(ValueSpecification<>.There_is_a_sample_for_every_type_that_can_be_written), new("has a writable field of a type nobody tried")
        {
            Describe = description => description with
            {
                ActorTypes = [.. description.ActorTypes.Select(type => type with { Fields = [.. type.Fields.Select(one => one.Key == "credit" ? one with { Key = "credit2" } : one)] })],
            },
        }),
        (nameof(ValueSpecification<>.A_value_comes_back_as_it_was_written_and_is_blank_once_it_is_emptied), Written("rounds amounts", change =>
            change.Field == "credit" && change.New.HasText ? change with { New = FieldValue.Of(change.New.Text!.Split('.')[0]) } : change)),
        (nameof(ValueSpecification<>.What_is_no_value_of_the_fields_type_is_refused_and_the_field_is_named), Written("leaves out the comma of a number", change =>
            change.Field == "credit" && change.New.HasText ? change with { New = FieldValue.Of(change.New.Text!.Replace(",", "", StringComparison.Ordinal)) } : change)),
        (nameof(ValueSpecification<>.Midnight_is_a_time_like_any_other), Written("takes midnight for no time", change =>
            change.Field == "seen" && change.New.Text == "2026-01-31T00:00:00Z" ? change with { New = FieldValue.Of("2026-01-30T23:59:59Z") } : change)),
        (nameof(ValueSpecification<>.A_text_of_4000_characters_is_held_whole_or_refused), Written("cuts what is too long", Cut)),
        (nameof(ValueSpecification<>.A_text_longer_than_the_field_says_is_refused_not_cut), Written("cuts what is too long", Cut)),
    ];

    private static FieldChange Cut(FieldChange change) => change.New.Text is { Length: > 50 } text ? change with { New = FieldValue.Of(text[..50]) } : change;

    private static ActorUpdate Blindly(ActorUpdate update) => update with { ExpectedVersion = null, Changes = [.. update.Changes.Select(change => change with { Expected = default })] };

    private static SaveOutcome.Rejected Refusal() => new([new FieldError(null, LocalText.Of("No.", "Nej."))]);

    private static Fault Written(string name, Func<FieldChange, FieldChange> change) => Updated(name, update => update with { Changes = [.. update.Changes.Select(change)] });

    private static Fault Updated(string name, Func<ActorUpdate, ActorUpdate> change) => new(name)
    {
        Update = (inner, type, returning, updates, cancellation) => inner.UpdateAsync(type, returning, [.. updates.Select(change)], cancellation),
    };

    private static Fault Ended(string name, Func<SaveOutcome, ActorUpdate, SaveOutcome> change) => new(name)
    {
        Update = async (inner, type, returning, updates, cancellation) =>
            [.. (await inner.UpdateAsync(type, returning, updates, cancellation)).Select((outcome, index) => change(outcome, updates[index]))],
    };

    private static Fault StopsAtTheFirst() => new("stops at the first record that cannot be written")
    {
        Update = async (inner, type, returning, updates, cancellation) =>
        {
            var outcomes = new List<SaveOutcome>();
            foreach (var update in updates)
            {
                outcomes.Add(outcomes.TrueForAll(outcome => outcome is SaveOutcome.Saved)
                    ? (await inner.UpdateAsync(type, returning, [update], cancellation))[0]
                    : new SaveOutcome.NotTried(Failure(FailureKind.Defect)));
            }

            return outcomes;
        },
    };

    private static Fault SwallowsReads(string name, Func<ConnectorException, bool> swallows) => new(name)
    {
        Get = async (inner, type, fields, keys, cancellation) =>
        {
            try
            {
                return await inner.GetAsync(type, fields, keys, cancellation);
            }
            catch (ConnectorException failure) when (swallows(failure))
            {
                return new ReadResult([], []);
            }
        },
    };

    private static (string Promise, Fault Fault)[] Http =>
    [
        (nameof(HttpSpecification<>.A_status_has_its_meaning_for_an_open_session_and_for_a_new_one), SwallowsReads("takes a refusal for an empty answer", _ => true)),
        (nameof(HttpSpecification<>.A_rest_that_is_asked_for_is_told), new("forgets how long it was asked to rest")
        {
            Get = async (inner, type, fields, keys, cancellation) =>
            {
                try
                {
                    return await inner.GetAsync(type, fields, keys, cancellation);
                }
                catch (ConnectorException failure)
                {
                    throw new ConnectorException(failure.Kind, failure.UserText, failure.Message);
                }
            },
        }),
        (nameof(HttpSpecification<>.What_is_not_the_ERPs_answer_is_never_taken_for_one), SwallowsReads("takes garbage for an empty answer", failure => failure.Kind == FailureKind.Unreachable)),
        (nameof(HttpSpecification<>.A_redirect_to_another_server_is_not_followed), SwallowsReads("goes wherever it is sent", failure => failure.Kind == FailureKind.Misconfigured)),
        (nameof(HttpSpecification<>.A_session_goes_on_when_the_trouble_is_over), StaysBroken()),
        (nameof(HttpSpecification<>.An_update_whose_answer_is_lost_is_not_known_to_be_done_or_not), Ended("takes a lost answer for a failure", (outcome, _) =>
            outcome is SaveOutcome.Unknown(var cause) ? new SaveOutcome.NotTried(cause) : outcome)),
        (nameof(HttpSpecification<>.An_update_that_never_arrives_is_never_called_saved_or_refused), Ended("takes a lost answer for a refusal", (outcome, _) => outcome is SaveOutcome.Unknown ? Refusal() : outcome)),
        (nameof(HttpSpecification<>.An_update_to_a_server_that_rests_was_not_tried), Ended("calls unknown what was never sent", (outcome, _) =>
            outcome is SaveOutcome.NotTried(var cause) ? new SaveOutcome.Unknown(cause) : outcome)),
        (nameof(HttpSpecification<>.A_create_whose_answer_is_lost_is_made_once_and_found_again), new("creates again when the answer is lost")
        {
            Create = async (inner, type, returning, actors, cancellation) =>
            {
                await inner.CreateAsync(type, returning, actors, cancellation);
                return await inner.CreateAsync(type, returning, actors, cancellation);
            },
        }),
    ];

    private static Fault StaysBroken()
    {
        var broken = new System.Runtime.CompilerServices.ConditionalWeakTable<IErpSession, object>();
        return new("never recovers from a failure")
        {
            Get = async (inner, type, fields, keys, cancellation) =>
            {
                try
                {
                    return broken.TryGetValue(inner, out _) ? throw Failure(FailureKind.Unreachable) : await inner.GetAsync(type, fields, keys, cancellation);
                }
                catch (ConnectorException)
                {
                    broken.AddOrUpdate(inner, inner);
                    throw;
                }
            },
        };
    }
}
