using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Api.Tokens;

namespace SuperOfficeErpLink.Web.Api;

/// <summary>An endpoint that takes a key under which it is done once.</summary>
public sealed record TakesKey(bool IsRequired);

/// <summary>
/// What is sent again under one key is answered again and not done again, for 24 hours. Answers that say "not now" are not kept: where nothing
/// was done the key is free again, and where a request was interrupted the same request goes on from what it had done.
/// </summary>
public sealed class Idempotency(RequestDelegate next, IDbContextFactory<ErpLinkDbContext> contexts, TimeProvider time)
{
    public const string Header = "Idempotency-Key";
    public const int LongestBody = 256 * 1024;
    private const int LongestKey = 100;

    /// <summary>Longer than any request takes: what is still on its way then was interrupted.</summary>
    private static readonly TimeSpan Interrupted = TimeSpan.FromMinutes(5);

    /// <summary>Whose request it is and under which key: nothing else in the product bears that mark. For endpoints that demand a key.</summary>
    public static string MarkOf(HttpContext context) =>
        context.User.FindFirstValue(ApiTokenHandler.IdClaim) is { } token && context.Request.Headers[Header].ToString() is { Length: > 0 } key
            ? $"{token}:{key}"
            : throw new InvalidOperationException("The endpoint demands no key.");

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<TakesKey>() is not { } takes || context.User.FindFirstValue(ApiTokenHandler.IdClaim) is not { } token)
        {
            await next(context);
            return;
        }

        var key = context.Request.Headers[Header].ToString();
        if (key.Length == 0 && !takes.IsRequired)
        {
            await next(context);
        }
        else if (key.Length is 0 or > LongestKey || key.Any(sign => sign is < '!' or > '~'))
        {
            await Problem.BadRequest.WriteNamingAsync(
                context, $"The header {Header} is missing, or is not 1 to {LongestKey} visible characters.", new ProblemField(Header, "Missing or not usable."));
        }
        else if (await HashAsync(context) is not { } hash)
        {
            await Problem.BodyTooLarge.WriteAsync(context, $"The body may have {LongestBody / 1024} KB.");
        }
        else
        {
            await OnceAsync(context, new IdempotencyRow { TokenId = Guid.Parse(token), Key = key, RequestHash = hash, At = time.GetUtcNow() });
        }
    }

    private async Task OnceAsync(HttpContext context, IdempotencyRow row)
    {
        switch (await TakeAsync(row, context.RequestAborted))
        {
            case { } other when other.RequestHash != row.RequestHash:
                await Problem.KeyReused.WriteAsync(context, "Take a new key for another request.");
                break;
            case { Status: { } status } done:
                await RepeatAsync(context, status, done);
                break;
            case not null:
                context.Response.Headers.RetryAfter = "2";
                await Problem.KeyInUse.WriteAsync(context, "Ask again in a moment.");
                break;
            default:
                await DoAsync(context, row);
                break;
        }
    }

    /// <summary>Null: the key is ours. Else who has it.</summary>
    private async Task<IdempotencyRow?> TakeAsync(IdempotencyRow row, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var oldest = row.At - IdempotencyRow.KeptFor;
        await context.Idempotency.Where(one => one.At < oldest).ExecuteDeleteAsync(cancellationToken);
        context.Idempotency.Add(row);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            await using var again = await contexts.CreateDbContextAsync(cancellationToken);
            if (await again.Idempotency.AsNoTracking().SingleOrDefaultAsync(one => one.TokenId == row.TokenId && one.Key == row.Key, cancellationToken) is not { } held)
            {
                throw;
            }

            return await TakeOverAsync(again, held, row, cancellationToken) ? null : held;
        }
    }

    private static async Task<bool> TakeOverAsync(ErpLinkDbContext context, IdempotencyRow held, IdempotencyRow row, CancellationToken cancellationToken)
    {
        if (held.Status is not null || held.RequestHash != row.RequestHash || row.At - held.At < Interrupted)
        {
            return false;
        }

        // Of several that find it interrupted, one goes on.
        var taken = await context.Idempotency.Where(one => one.TokenId == row.TokenId && one.Key == row.Key && one.Status == null && one.At == held.At)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.At, row.At), cancellationToken);
        row.Status = taken == 1 ? RepeatedRequest.Mark : null;
        return taken == 1;
    }

    private async Task DoAsync(HttpContext context, IdempotencyRow row)
    {
        if (row.Status == RepeatedRequest.Mark)
        {
            context.Features.Set(new RepeatedRequest());
        }

        var response = context.Response;
        var (body, isSettled) = (response.Body, false);
        using var buffer = new MemoryStream();
        response.Body = buffer;
        try
        {
            await next(context);
            await AnsweredAsync(context, row, Encoding.UTF8.GetString(buffer.ToArray()));
            isSettled = true;
        }
        catch (Exception refusal) when (refusal is BadHttpRequestException or AccessDeniedException or ConnectorException)
        {
            // None of them is thrown once something was sent: from then on failures are outcomes.
            await FreeAsync(row);
            isSettled = true;
            throw;
        }
        finally
        {
            response.Body = body;
            if (!isSettled)
            {
                await LetRepeatAsync(row);
            }
        }

        if (buffer.Length > 0)
        {
            await body.WriteAsync(buffer.ToArray(), context.RequestAborted);
        }
    }

    /// <summary>From here on the answer is known, whether or not the caller still waits.</summary>
    private Task AnsweredAsync(HttpContext context, IdempotencyRow row, string body)
    {
        var (status, location) = (context.Response.StatusCode, context.Response.Headers.Location.ToString());
        return UnsettledRequest.Is(context) ? LetRepeatAsync(row)
            : status is >= 500 or StatusCodes.Status429TooManyRequests || (status == Problem.Busy.Status && body.Contains(Problem.Busy.Type, StringComparison.Ordinal)) ? FreeAsync(row)
            : KeepAsync(row, status, body, location.Length == 0 ? null : location);
    }

    private async Task KeepAsync(IdempotencyRow row, int status, string body, string? location)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await Of(context, row).ExecuteUpdateAsync(
            set => set.SetProperty(one => one.Status, status).SetProperty(one => one.Body, body).SetProperty(one => one.Location, location), CancellationToken.None);
    }

    /// <summary>Nothing was done: under the key everything is as if it had never been sent.</summary>
    private async Task FreeAsync(IdempotencyRow row)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await Of(context, row).ExecuteDeleteAsync(CancellationToken.None);
    }

    /// <summary>Nobody knows how far it came, or it may go on later: the same request goes on at once.</summary>
    private async Task LetRepeatAsync(IdempotencyRow row)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        var at = row.At - Interrupted;
        await Of(context, row).ExecuteUpdateAsync(set => set.SetProperty(one => one.At, at), CancellationToken.None);
    }

    private static IQueryable<IdempotencyRow> Of(ErpLinkDbContext context, IdempotencyRow row) =>
        context.Idempotency.Where(one => one.TokenId == row.TokenId && one.Key == row.Key && one.Status == null && one.At == row.At);

    private static async Task RepeatAsync(HttpContext context, int status, IdempotencyRow done)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = done.Location;
        context.Response.Headers["Idempotent-Replayed"] = "true";
        if (done.Body is { Length: > 0 } body)
        {
            context.Response.ContentType = status < StatusCodes.Status400BadRequest ? "application/json; charset=utf-8" : "application/problem+json";
            await context.Response.WriteAsync(body, context.RequestAborted);
        }
        else if (status >= StatusCodes.Status400BadRequest)
        {
            await Problem.Forgotten(status).WriteAsync(context, "It was refused when it was sent first. The words are not kept any more, for a record's data was deleted since.");
        }
    }

    /// <summary>Null when the body is too large.</summary>
    private static async Task<string?> HashAsync(HttpContext context)
    {
        var request = context.Request;
        request.EnableBuffering(LongestBody, LongestBody);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var part = new byte[8192];
        try
        {
            for (int read; (read = await request.Body.ReadAsync(part, context.RequestAborted)) > 0;)
            {
                hash.AppendData(part, 0, read);
            }
        }
        catch (IOException)
        {
            return null;
        }

        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>An earlier request under the same key was interrupted, nobody knows how far it came.</summary>
public sealed class RepeatedRequest
{
    internal const int Mark = -1;

    public static bool Is(HttpContext context) => context.Features.Get<RepeatedRequest>() is not null;
}

/// <summary>What a request sent may have been done or not: it is settled in the background, and the same request finds what became of it.</summary>
public sealed class UnsettledRequest
{
    public static void Set(HttpContext context) => context.Features.Set(new UnsettledRequest());

    public static bool Is(HttpContext context) => context.Features.Get<UnsettledRequest>() is not null;
}
