using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Entered settings, secrets among them, as protected as the stored ones.</summary>
public sealed class SettingsMemoryStore(IDbContextFactory<ErpLinkDbContext> contexts, IDataProtectionProvider protection, TimeProvider time) : ISettingsMemory
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(30);

    public async Task<string> KeepAsync(EnteredSettings entered, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var oldest = now - KeptFor;
        await context.EnteredSettings.Where(row => row.At < oldest).ExecuteDeleteAsync(cancellationToken);
        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var values = entered.Settings.Keys.ToDictionary(key => key, key => entered.Settings[key] ?? "", StringComparer.Ordinal);
        var content = JsonSerializer.SerializeToUtf8Bytes(new Content(entered.ConnectionId, entered.ConnectorId, values, entered.Others, entered.Passed));
        context.EnteredSettings.Add(new EnteredSettingsRow { Token = token, UserId = entered.UserId, At = now, Content = For(token).Protect(content) });
        await context.SaveChangesAsync(cancellationToken);
        return token;
    }

    public async Task<EnteredSettings?> FindAsync(string userId, Guid connectionId, string connectorId, string? token, CancellationToken cancellationToken)
    {
        if (token is null)
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var oldest = time.GetUtcNow() - KeptFor;
        var row = await context.EnteredSettings.AsNoTracking().SingleOrDefaultAsync(one => one.Token == token && one.UserId == userId && one.At >= oldest, cancellationToken);
        return row is not null && Open(row) is { } content && content.ConnectionId == connectionId && content.ConnectorId == connectorId
            ? new EnteredSettings(userId, connectionId, connectorId, new Settings(content.Settings), content.Others, content.Passed)
            : null;
    }

    public async Task ForgetAsync(string? token, CancellationToken cancellationToken)
    {
        if (token is not null)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await context.EnteredSettings.Where(row => row.Token == token).ExecuteDeleteAsync(cancellationToken);
        }
    }

    /// <summary>Null when the key it was protected with is gone: it must be entered again.</summary>
    private Content? Open(EnteredSettingsRow row)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(For(row.Token).Unprotect(row.Content));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector For(string token) => protection.CreateProtector("SuperOfficeErpLink.EnteredSettings", token);

    private sealed record Content(
        Guid ConnectionId, string ConnectorId, Dictionary<string, string> Settings, IReadOnlyDictionary<string, string> Others, ErpDescription? Passed);
}
