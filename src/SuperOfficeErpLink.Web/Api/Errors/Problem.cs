using Microsoft.AspNetCore.Mvc;

namespace SuperOfficeErpLink.Web.Api.Errors;

/// <summary>A field that a problem is about.</summary>
/// <param name="Field">As the request or the mapping names it.</param>
public sealed record ProblemField(string Field, string Detail);

/// <summary>One kind of problem of the API (RFC 9457). Its type leads to its section in the API's documentation.</summary>
public sealed record Problem(string Name, int Status, string Title)
{
    public static readonly Problem BadRequest = new("bad-request", 400, "The request cannot be read");
    public static readonly Problem Unauthorized = new("unauthorized", 401, "A valid token is needed");
    public static readonly Problem ScopeMissing = new("scope-missing", 403, "The token lacks a scope");
    public static readonly Problem RightMissing = new("right-missing", 403, "The token's maker lacks a right");
    public static readonly Problem NotFound = new("not-found", 404, "There is no such thing, or it may not be seen");
    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405, "The address does not know this method");
    public static readonly Problem AlreadyLinked = new("already-linked", 409, "The record has an actor on this connection");
    public static readonly Problem ActorTaken = new("actor-taken", 409, "Another record holds the actor");
    public static readonly Problem DraftOpen = new("draft-open", 409, "The record has changes that are not saved");
    public static readonly Problem ChangedMeanwhile = new("changed-meanwhile", 409, "Values or links have changed meanwhile");
    public static readonly Problem Busy = new("busy", 409, "Someone is writing to the record");
    public static readonly Problem HasPersons = new("has-persons", 409, "Persons are linked below the company");
    public static readonly Problem KeyInUse = new("key-in-use", 409, "The request with this key is on its way");
    public static readonly Problem NotBraked = new("not-braked", 409, "The run does not wait to be released");
    public static readonly Problem MappingDraftOpen = new("mapping-draft-open", 409, "The connection's configuration is being changed");
    public static readonly Problem BodyTooLarge = new("body-too-large", 413, "The body is too large");
    public static readonly Problem MediaType = new("media-type", 415, "The body is no JSON");
    public static readonly Problem FieldsUndecided = new("fields-undecided", 422, "Fields are not decided");
    public static readonly Problem NotLinkable = new("not-linkable", 422, "The two cannot be linked");
    public static readonly Problem CompanyNotLinked = new("company-not-linked", 422, "The person's company is not linked to that actor");
    public static readonly Problem Refused = new("refused", 422, "The ERP refused the record");
    public static readonly Problem KeyReused = new("key-reused", 422, "The key was used for another request");
    public static readonly Problem NothingToDo = new("nothing-to-do", 422, "There is nothing to do");
    public static readonly Problem MappingFaulty = new("mapping-faulty", 422, "The configuration cannot be put in force");
    public static readonly Problem TooManyRequests = new("too-many-requests", 429, "Too many requests");
    public static readonly Problem Internal = new("internal", 500, "Something went wrong on our side");
    public static readonly Problem ErpFailed = new("erp-failed", 502, "The ERP cannot be used");
    public static readonly Problem Unavailable = new("unavailable", 503, "Not available right now");

    public static IReadOnlyList<Problem> All { get; } =
    [
        BadRequest, Unauthorized, ScopeMissing, RightMissing, NotFound, MethodNotAllowed, AlreadyLinked, ActorTaken, DraftOpen, ChangedMeanwhile, Busy, HasPersons, KeyInUse,
        NotBraked, MappingDraftOpen, BodyTooLarge, MediaType, FieldsUndecided, NotLinkable, CompanyNotLinked, Refused, KeyReused, NothingToDo, MappingFaulty, TooManyRequests, Internal, ErpFailed, Unavailable,
    ];

    /// <summary>A refusal that is given again and of which only the status is kept.</summary>
    public static Problem Forgotten(int status) => new("sending-again", status, "Refused before");

    /// <summary>Relative to the documentation of the product.</summary>
    public string Type => $"docs/api.md#{Name}";

    /// <param name="more">Members besides those of every problem.</param>
    public IResult Answer(string detail, params IReadOnlyList<KeyValuePair<string, object?>> more) => TypedResults.Problem(Details(detail, more));

    public IResult Naming(string detail, params IReadOnlyList<ProblemField> fields) => Answer(detail, new KeyValuePair<string, object?>("fields", fields));

    public Task WriteAsync(HttpContext context, string detail, params IReadOnlyList<KeyValuePair<string, object?>> more) => Answer(detail, more).ExecuteAsync(context);

    public Task WriteNamingAsync(HttpContext context, string detail, params IReadOnlyList<ProblemField> fields) => Naming(detail, fields).ExecuteAsync(context);

    /// <param name="part">What of the request could not be read, where that is known.</param>
    /// <param name="otherwise">Said where it is not.</param>
    public Task WriteUnreadableAsync(HttpContext context, string? part, string otherwise) => part is null
        ? WriteAsync(context, otherwise)
        : WriteNamingAsync(context, $"{part} is unknown, missing or not of its type.", new ProblemField(part, "Unknown, missing or not of its type."));

    private ProblemDetails Details(string detail, IReadOnlyList<KeyValuePair<string, object?>> more)
    {
        var details = new ProblemDetails { Type = Type, Status = Status, Title = Title, Detail = detail };
        foreach (var (name, value) in more)
        {
            details.Extensions[name] = value;
        }

        return details;
    }
}
