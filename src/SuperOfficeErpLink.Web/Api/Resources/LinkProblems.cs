using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Api.Answers;
using SuperOfficeErpLink.Web.Api.Errors;

namespace SuperOfficeErpLink.Web.Api.Resources;

/// <summary>Why a link was not made or not given up, as problems.</summary>
public sealed class LinkProblems
{
    private const string Wait = "5";

    public IResult Of(HttpContext context, LinkOrderOutcome outcome) => outcome switch
    {
        LinkOrderOutcome.AlreadyLinked held => Problem.AlreadyLinked.Answer("Give that link up first.", More("link", LinkAnswer.Of(held.Link))),
        LinkOrderOutcome.NotLinked => Operations.NotFound("link"),
        LinkOrderOutcome.DraftOpen => Problem.DraftOpen.Answer("The token's maker has changes to this record open on its ERP tab: they are to be saved or cancelled there first."),
        LinkOrderOutcome.ChangedMeanwhile => Problem.ChangedMeanwhile.Answer("Compare again: a side holds other values than those you decided on."),
        LinkOrderOutcome.NotThere => Problem.NotLinkable.Answer("The record or the actor does not exist, or the type is not synced."),
        LinkOrderOutcome.NotDecided undecided => Problem.FieldsUndecided.Naming("Nothing was written. Decide the fields that are named.", [.. undecided.Fields.Select(ToField)]),
        LinkOrderOutcome.HasPersons persons => Problem.HasPersons.Answer(
            "They go with the link if you send withPersons=true.", More("persons", persons.Persons.Select(EntityAnswer.Of).ToList())),
        LinkOrderOutcome.NotSaved { Result: SaveResult.Done { Parts: [var part, ..] } } => Of(context, part),
        LinkOrderOutcome.NotSaved not => Of(context, not.Result),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no problem."),
    };

    private static IResult Of(HttpContext context, SaveResult result)
    {
        switch (result)
        {
            case SaveResult.ActorTaken taken:
                return Problem.ActorTaken.Answer("One record holds one actor.", More("holder", EntityAnswer.Of(taken.Holder)), More("holderName", taken.HolderName));
            case SaveResult.CompanyNotLinked:
                return Problem.CompanyNotLinked.Answer("Link the person's company on this connection first.");
            case SaveResult.Busy:
                return Later(context, Problem.Busy, "Try again in a few seconds.");
            default:
                return Problem.ChangedMeanwhile.Answer("The record or its link was changed meanwhile: look again.");
        }
    }

    private static IResult Of(HttpContext context, PartResult part) => part switch
    {
        PartResult.Moved moved => Problem.ChangedMeanwhile.Naming(
            "Nothing was written: values have changed while it was saved.", [.. moved.Fields.Select(one => new ProblemField(NameOf(one.Pair), "Changed meanwhile."))]),
        PartResult.Refused refused => Problem.Refused.Naming(
            "Nothing was changed.", [.. refused.Errors.Select(error => new ProblemField(error.Field ?? "", error.Message.English))]),
        PartResult.UnderOtherActor => Problem.CompanyNotLinked.Answer("In the ERP the person belongs to another actor than the one the company is linked to."),
        PartResult.NotThere => Problem.NotLinkable.Answer("The record or the actor does not exist, or the type is not synced."),
        PartResult.Unreachable unreachable => Later(context, unreachable.Failure.IsTransient ? Problem.Unavailable : Problem.ErpFailed, unreachable.Failure.UserText.English),
        _ => Unsettled(context),
    };

    private static IResult Unsettled(HttpContext context)
    {
        UnsettledRequest.Set(context);
        return Later(context, Problem.Busy, "The answer was lost; it is settled in the background.");
    }

    private static IResult Later(HttpContext context, Problem problem, string detail)
    {
        context.Response.Headers.RetryAfter = Wait;
        return problem.Answer(detail);
    }

    private static KeyValuePair<string, object?> More(string name, object? value) => new(name, value);

    private static ProblemField ToField(UndecidedField field) => new(NameOf(field.Pair), field.Why switch
    {
        Undecided.NotChosen => "The two differ: choose crm or erp, or a side for all.",
        Undecided.CannotBeHeld => $"The side that would be written cannot hold the value: {field.Reason}.",
        Undecided.CannotKeepBoth => "Both cannot be kept where a value can go over.",
        _ => "There is no such field to decide.",
    });

    private static string NameOf(FieldPair pair) => pair.Crm.Length == 0 ? pair.Erp : pair.ToString();
}
