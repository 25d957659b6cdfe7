using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Connections;

/// <summary>The latest changes of one connection, in words.</summary>
public sealed class ConnectionAudit(ErpLinkDbContext database, ConnectionTexts texts, ErpTexts erp, RunTexts runs, MoveTexts moves, ValueTexts values)
{
    private const int Latest = 10;

    public async Task<IReadOnlyList<string>> ListAsync(Guid id, CancellationToken cancellationToken) =>
        [.. (await database.Audit.AsNoTracking().Where(row => row.ConnectionId == id).OrderByDescending(row => row.Id).Take(Latest).ToListAsync(cancellationToken)).Select(Say)];

    private string Say(AuditRow row) => row.What switch
    {
        "links.renumbered" => moves["Renumber.Audit", row.By, row.After ?? "", values.Show(row.At)],
        "connection.automatic-sync" => runs["Audit.Automatic", row.By, row.Subject, runs[row.After == "1" ? "Audit.On" : "Audit.Off"], values.Show(row.At)],
        "connection.active" => erp["Admin.AuditActive", row.By, row.Subject, erp[row.After == "1" ? "Admin.Active" : "Admin.Inactive"].ToLowerInvariant(), values.Show(row.At)],
        "mapping.published" => texts["Audit.Published", row.By, row.After ?? "", values.Show(row.At)],
        "run.brake-released" => texts["Audit.BrakeReleased", row.By, row.Subject, values.Show(row.At)],
        "connection.rank" => texts["Audit.Rank", row.By, row.Before ?? "", row.After ?? "", values.Show(row.At)],
        "connection.settings" => texts["Audit.Settings", row.By, values.Show(row.At)],
        "connection.settings-in-force" => texts["Audit.InForce", values.Show(row.At)],
        "connection.schedule" => texts["Audit.Schedule", row.By, values.Show(row.At)],
        "connection.name" => texts["Audit.Name", row.By, values.Show(row.At)],
        "connection.added" or "connection.copied" => texts["Audit.Added", row.By, values.Show(row.At)],
        "connection.deleted" => texts["Audit.Deleted", row.By, values.Show(row.At)],
        "connection.restored" => texts["Audit.Restored", row.By, values.Show(row.At)],
        _ => texts["Audit.Other", row.By, row.What, values.Show(row.At)],
    };
}
