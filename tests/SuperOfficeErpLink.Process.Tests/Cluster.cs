using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>Several nodes of the product on one PostgreSQL, behind nginx with the documented configuration.</summary>
internal sealed class Cluster : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string folder = MemoryFolder.Make("erplink-cluster-");
    private readonly int[] ports;
    private readonly int front = FreePort();
    private readonly CookieContainer cookies = new();
    private readonly (string Setting, string Value)[] settings;
    private System.Diagnostics.Process? nginx;

    /// <param name="more">Settings of every node.</param>
    public Cluster(int nodes, params (string Setting, string Value)[] more)
    {
        Database = ServerDatabase.Start();
        ports = [.. Enumerable.Range(0, nodes).Select(_ => FreePort())];
        Nodes = new Application?[nodes];
        settings =
        [
            ("ErpLink__Database__Provider", "PostgreSql"), ("ConnectionStrings__ErpLink", Database.ConnectionString), ("ErpLink__KeyFile", Path.Combine(folder, "erplink.key")),
            ("ErpLink__FilesDirectory", Path.Combine(folder, "erp")), ("ErpLink__KnownProxies__0", "127.0.0.1"), ("ErpLink__AutomaticSync", "false"),
            ("ErpLink__Demo__Companies", "200"), ("ErpLink__DrainSeconds", "4"), .. more,
        ];
    }

    public ServerDatabase Database { get; }

    /// <summary>By number; null: it does not run.</summary>
    public Application?[] Nodes { get; }

    public SqlFile Erp => new(Path.Combine(folder, "erp", "demo-erp.db"));

    /// <summary>All nodes, and nginx before them.</summary>
    public async Task StartAsync()
    {
        for (var node = 0; node < Nodes.Length; node++)
        {
            Begin(node);
        }

        await Task.WhenAll(Nodes.Select(node => node!.ReadyAsync()));
        StartNginx();
    }

    public Application Begin(int node, params (string Setting, string Value)[] others) =>
        Nodes[node] = new Application(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"node{node}")), ports[node], [.. settings, ("ErpLink__NodeName", $"{node}"), .. others]);

    /// <summary>A user before nginx; the sign-in is known to every node.</summary>
    public Browser Browser(int? node = null) => new(
        new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies })
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{(node is { } direct ? ports[direct] : front)}")), Timeout = TimeSpan.FromSeconds(100),
        },
        "da");

    public async Task<Browser> SignedInAsync()
    {
        var browser = Browser();
        await browser.SignInAsync("crm@demo.example", "Demo-1234!");
        return browser;
    }

    /// <summary>Another demo ERP with its own connection, linked to companies of its own that are like those from an id on that the first is linked to.</summary>
    public SqlFile AddConnection(int number, int first)
    {
        var erp = new SqlFile(Path.Combine(folder, "erp", $"erp-{number}.db"));
        File.Copy(Erp.Path, erp.Path);
        erp.Do($"UPDATE client SET id = 'client {number}'");
        var id = $"00000000-0000-4000-8000-{number:000000000000}";
        Database.Do($"""
            INSERT INTO "Connections" SELECT * FROM jsonb_populate_record(null::"Connections", (SELECT to_jsonb(c) || jsonb_build_object('Id', '{id}', 'Name', 'ERP {number}', 'Rank', {number},
                'Identity', null, 'Settings', replace(c."Settings", 'demo-erp.db', 'erp-{number}.db')) FROM "Connections" c WHERE c."Id" = '{ProductFolder.Connection}'));
            INSERT INTO "Access" ("ConnectionId", "Kind", "PrincipalId", "CanConnect", "CanCreate") VALUES ('{id}', 'Everyone', '', true, true);
            INSERT INTO "MappingVersions" SELECT '{id}', "Version", "At", "By", "Why", "Json" FROM "MappingVersions" WHERE "ConnectionId" = '{ProductFolder.Connection}';
            INSERT INTO "CrmCompanies" SELECT * FROM jsonb_populate_recordset(null::"CrmCompanies", (SELECT jsonb_agg(to_jsonb(c) || jsonb_build_object('Id', c."Id" + {number * first}))
                FROM "CrmCompanies" c WHERE c."Id" >= {first} AND c."Id" < {2 * first}));
            INSERT INTO "Links" ("ConnectionId", "EntityType", "EntityId", "ActorType", "KeySpace", "ErpKey", "State", "Snapshot", "SnapshotMapping", "CrmVersion", "ErpVersion", "CheckedAt", "RowVersion")
                SELECT '{id}', "EntityType", "EntityId" + {number * first}, "ActorType", "KeySpace", "ErpKey", "State", "Snapshot", "SnapshotMapping", "CrmVersion", "ErpVersion", "CheckedAt", "RowVersion"
                FROM "Links" WHERE "ConnectionId" = '{ProductFolder.Connection}' AND "EntityId" >= {first} ORDER BY "Id"
            """);
        return erp;
    }

    public void Dispose()
    {
        foreach (var node in Nodes)
        {
            node?.Dispose();
        }

        nginx?.Kill(entireProcessTree: true);
        nginx?.WaitForExit();
        nginx?.Dispose();
        Database.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void StartNginx()
    {
        var program = Script.Run("nginx.sh");
        var site = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "nginx.conf")).Where(line => !line.Contains("server 10.0.0.12", StringComparison.Ordinal))
            .Select(line => line.Contains("server 10.0.0.11:5080", StringComparison.Ordinal)
                ? string.Concat(ports.Select(port => line.Replace("10.0.0.11:5080", $"127.0.0.1:{port}", StringComparison.Ordinal) + "\n"))
                : line.Replace("listen 80;", $"listen 127.0.0.1:{front};", StringComparison.Ordinal));
        var home = Path.Combine(folder, "nginx");
        Directory.CreateDirectory(home);
        File.WriteAllText(Path.Combine(home, "nginx.conf"), $$"""
            daemon off;
            worker_processes 1;
            pid {{home}}/pid;
            error_log {{home}}/error.log;
            events { worker_connections 4096; }
            http {
                access_log off;
                client_body_temp_path {{home}}/body;
                proxy_temp_path {{home}}/proxy;
                fastcgi_temp_path {{home}}/f;
                uwsgi_temp_path {{home}}/u;
                scgi_temp_path {{home}}/s;
            {{string.Join('\n', site)}}
            }
            """);
        nginx = System.Diagnostics.Process.Start(new ProcessStartInfo(program, ["-c", Path.Combine(home, "nginx.conf"), "-p", home]) { UseShellExecute = false })!;
        SpinWait.SpinUntil(() => Answers(front), Patience).ShouldBeTrue($"nginx listens: {File.ReadAllText(Path.Combine(home, "error.log"))}");
    }

    private static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
