using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Web.Auditing;

namespace SuperOfficeErpLink.Web.Connections;

/// <summary>The latest changes of one connection, in words.</summary>
public sealed class ConnectionAudit(ErpLinkDbContext database, AuditWords words)
{
    private const int Latest = 10;

    public async Task<IReadOnlyList<string>> ListAsync(Guid id, CancellationToken cancellationToken) =>
        [.. (await database.Audit.AsNoTracking().Where(row => row.ConnectionId == id).OrderByDescending(row => row.Id).Take(Latest).ToListAsync(cancellationToken)).Select(words.Line)];
}
