using System.Security.Claims;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Api.Answers;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Api.Resources;

/// <summary>Configurations as files: kept, taken as a draft, and put in force. Only for administrators.</summary>
public static class MappingsApi
{
    private const int LongestWhy = 500;

    public static void MapMappings(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Mappings");
        group.MapGet("/mappings/{id:guid}", ExportAsync).Is("exportMappings", "A connection's configuration as a file, without secrets", ApiScopes.Read)
            .Produces<ConfigurationFile>().Fails(404);
        group.MapPut("/mappings/{id:guid}", ImportAsync)
            .Is("importMappings", "Takes a file as the connection's draft, whole or not at all; nothing is put in force by that, and settings stay as they are", ApiScopes.Write)
            .Takes<ConfigurationFile>().Produces<DraftAnswer>().Fails(404, 409, 422, 502);
        group.MapPost("/mappings/{id:guid}/publish", PublishAsync).Is("publishMappings", "Puts the connection's draft in force as its next version", ApiScopes.Write)
            .Takes<PublishRequest>().Once().Produces<PublishedAnswer>().Fails(404, 409, 422);
        group.MapGet("/mappings/{id:guid}/versions", ListVersionsAsync).Is("listMappingVersions", "Lists a connection's versions, the newest first", ApiScopes.Read)
            .Produces<PageOf<MappingVersion>>().Fails(404);
    }

    private static async Task<IResult> ExportAsync(
        Guid id, int? version, ClaimsPrincipal caller, ConnectionList connections, IMappingStore mappings, ConfigurationImport files, CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        if (await RefusalAsync(user, id, connections, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return version is { } number && await mappings.FindVersionAsync(id, number, cancellationToken) is null
            ? Operations.NotFound("version")
            : TypedResults.Text((await files.ExportAsync(user, id, version, cancellationToken)).ToJson(), "application/json");
    }

    private static async Task<IResult> ImportAsync(
        Guid id, bool? replace, HttpRequest request, ClaimsPrincipal caller, ConnectionList connections, MappingDrafts drafts, ConfigurationImport files,
        CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        if (await RefusalAsync(user, id, connections, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var seen = replace == true ? (await drafts.OpenAsync(user, id, cancellationToken)).Draft?.RowVersion : null;
        return await files.ImportAsync(user, id, body.ToArray(), seen, cancellationToken) switch
        {
            ImportResult.Taken taken => TypedResults.Ok(new DraftAnswer(
                taken.Draft.RowVersion, taken.Draft.BaseVersion, taken.Differences, [.. taken.Settings.Select(one => new SettingAnswer(one.Field.Key, one.Here, one.InFile))])),
            ImportResult.Unreadable { Why: ReadFile.NotOurs { Line: { } line } where } => Problem.BadRequest.Answer($"The body is no configuration: line {line}, {where.Path}."),
            ImportResult.Unreadable { Why: ReadFile.OtherFormat other } => Problem.BadRequest.Answer(
                $"The body is of format {other.Format}; this program reads format {ConfigurationFile.CurrentFormat}."),
            ImportResult.Unreadable => Problem.BadRequest.Answer("The body is no configuration."),
            ImportResult.OtherConnector other => Problem.MappingFaulty.Answer($"The file is for the connector {other.Connector}."),
            ImportResult.DoesNotFit fits => Faulty(fits.Faults),
            ImportResult.SettingsDoNotFit { Compared: var settings } => Problem.MappingFaulty.Answer(
                $"The file's settings do not fit the connector: {string.Join(", ", settings.Strangers.Concat(settings.Faults.Select(one => one.Field.Key)))}."),
            _ => Problem.MappingDraftOpen.Answer("The connection's configuration is being changed. Say replace=true to take the place of the draft."),
        };
    }

    private static async Task<IResult> PublishAsync(
        Guid id, PublishRequest request, ClaimsPrincipal caller, ConnectionList connections, MappingPublisher publisher, CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        if (await RefusalAsync(user, id, connections, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (request.Why.Trim() is not { Length: > 0 and <= LongestWhy } why)
        {
            return Problem.BadRequest.Naming($"Say why, in at most {LongestWhy} characters.", new ProblemField("why", "Missing or too long."));
        }

        return await publisher.PublishAsync(user, id, request.Draft, shown: null, why, request.SyncNow, cancellationToken) switch
        {
            PublishResult.Published published => TypedResults.Ok(new PublishedAnswer(published.Version, published.Run?.Id)),
            PublishResult.Faulty faulty => Faulty(faulty.Faults),
            PublishResult.Same => Problem.NothingToDo.Answer("The draft is the configuration in force."),
            PublishResult.Outdated outdated => Problem.ChangedMeanwhile.Answer(
                $"Version {outdated.Version} was put in force since the draft was made.", new KeyValuePair<string, object?>("differences", outdated.Theirs)),
            _ => Problem.ChangedMeanwhile.Answer("There is no such draft, or it has changed."),
        };
    }

    private static async Task<IResult> ListVersionsAsync(
        Guid id, ClaimsPrincipal caller, ConnectionList connections, IMappingStore mappings, CancellationToken cancellationToken) =>
        await RefusalAsync(caller.ToContext(), id, connections, cancellationToken)
        ?? TypedResults.Ok(new PageOf<MappingVersion>(await mappings.ListVersionsAsync(id, cancellationToken), null));

    private static IResult Faulty(IReadOnlyList<MappingFault> faults) => Problem.MappingFaulty.Answer(
        "The configuration does not fit the two systems.", new KeyValuePair<string, object?>("faults", faults));

    /// <summary>Null: the caller may.</summary>
    private static async Task<IResult?> RefusalAsync(UserContext user, Guid id, ConnectionList connections, CancellationToken cancellationToken) =>
        await connections.FindAsync(user, id, cancellationToken) is null ? Operations.NotFound("connection")
        : user.IsAdministrator ? null
        : Operations.RightMissing("administrator");
}
