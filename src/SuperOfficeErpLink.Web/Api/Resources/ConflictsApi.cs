using System.Security.Claims;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Conflicts;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Api.Answers;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Api.Resources;

/// <summary>Conflicts: listed and decided.</summary>
public static class ConflictsApi
{
    private const int MostChoices = 500;

    public static void MapConflicts(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Conflicts");
        group.MapGet("/conflicts", ListGroupsAsync).Is("listConflictGroups", "Open conflicts by field and kind of difference, the largest group first", ApiScopes.Read)
            .Produces<PageOf<ConflictGroupAnswer>>();
        group.MapGet("/conflicts/items", ListAsync).Is("listConflicts", "The conflicts of one group", ApiScopes.Read).Produces<PageOf<ConflictAnswer>>().Fails(404);
        group.MapPost("/conflicts/choices", ChooseAsync).Is("chooseInConflicts", "Decides conflicts, each for the values it was read with", ApiScopes.Write)
            .Takes<ChoicesRequest>().Once().Produces<RunAnswer>(StatusCodes.Status202Accepted).Fails(404);
    }

    /// <param name="mine">Only records that the token's maker linked.</param>
    private static async Task<IResult> ListGroupsAsync(bool? mine, ClaimsPrincipal caller, ConflictList conflicts, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PageOf<ConflictGroupAnswer>(
            [.. (await conflicts.ListGroupsAsync(caller.ToContext(), mine == true, cancellationToken)).Select(ConflictGroupAnswer.Of)], null));

    private static async Task<IResult> ListAsync(
        Guid connection, Named<ActorType> actorType, string crmField, string erpField, Named<DifferenceClass> difference, bool? mine, string? after, int? limit, ClaimsPrincipal caller,
        ConflictList conflicts, CancellationToken cancellationToken)
    {
        if (Paging.Parse(after, limit) is not { } paging)
        {
            return Operations.BadPaging();
        }

        var group = new ConflictGroup(connection, actorType.Value, new FieldPair(crmField, erpField), difference.Value);
        return await conflicts.LoadAsync(caller.ToContext(), group, mine == true, paging.After, cancellationToken, paging.Limit) is { } page
            ? TypedResults.Ok(paging.Answer(page.Lines, ConflictAnswer.Of, line => line.Of.LinkId))
            : Operations.NotFound("connection");
    }

    private static async Task<IResult> ChooseAsync(
        ChoicesRequest request, ClaimsPrincipal caller, ConnectionList connections, RunOrders orders, CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        if (request.Choices.Count is 0 or > MostChoices)
        {
            return Problem.BadRequest.Naming($"Decide 1 to {MostChoices} conflicts at once.", new ProblemField("choices", $"1 to {MostChoices}."));
        }

        var choices = request.Choices.Select(choice => choice.ToChoice()).ToList();
        if (choices.GroupBy(choice => (choice.LinkId, choice.Pair)).Any(same => same.Select(choice => choice.Choice).Distinct().Count() > 1))
        {
            return Problem.BadRequest.Naming("A conflict is decided in two ways.", new ProblemField("choices", "Each link and field once."));
        }

        if (await connections.FindAsync(user, request.Connection, cancellationToken) is not { } connection)
        {
            return Operations.NotFound("connection");
        }

        return RunOrders.MayOrder(connection, user)
            ? RunsApi.Accepted(await orders.ChooseAsync(user, connection.Id, choices, cancellationToken, request.ShownAt))
            : Operations.RightMissing("connect");
    }
}
