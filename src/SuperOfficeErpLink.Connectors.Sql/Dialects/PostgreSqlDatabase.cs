using System.Data.Common;
using System.Globalization;
using System.Net;
using Npgsql;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>A PostgreSQL database. Nothing of the environment reaches it: no password file, service file or variable of libpq.</summary>
internal sealed class PostgreSqlDatabase(ISqlDialect dialect, ServerSettings settings, ConnectionContext context) : ServerDatabase(dialect, settings, context)
{
    private readonly Lock gate = new();
    private readonly List<NpgsqlDataSource> all = [];
    private (IPAddress Address, NpgsqlDataSource Source)? current;

    public override bool ForgetConnections()
    {
        lock (gate)
        {
            current?.Source.Clear();
        }

        return true;
    }

    protected override async Task<DbConnection> ConnectAsync(IPAddress address, CancellationToken cancellationToken) =>
        await SourceFor(address).OpenConnectionAsync(cancellationToken);

    protected override async Task<IReadOnlyList<int>> RunAsync(DbBatch batch, Action<DbDataReader> take)
    {
        // An update answers without rows: the first answer that has any is the last.
        await using (var reader = await batch.ExecuteReaderAsync(CancellationToken.None))
        {
            while (await reader.ReadAsync(CancellationToken.None))
            {
                take(reader);
            }
        }

        return [.. batch.BatchCommands.SkipLast(1).Select(command => command.RecordsAffected)];
    }

    protected override async ValueTask CloseAsync()
    {
        NpgsqlDataSource[] sources;
        lock (gate)
        {
            sources = [.. all];
            all.Clear();
            current = null;
        }

        foreach (var source in sources)
        {
            await source.DisposeAsync();
        }
    }

    private NpgsqlDataSource SourceFor(IPAddress address)
    {
        lock (gate)
        {
            if (current is { } known && known.Address.Equals(address))
            {
                return known.Source;
            }

            current?.Source.Clear();
            var source = Build(address);
            all.Add(source);
            current = (address, source);
            return source;
        }
    }

    private NpgsqlDataSource Build(IPAddress address)
    {
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = address.ToString(),
            Port = Settings.Port,
            Database = Settings.Database,
            Username = Settings.User,
            Password = Settings.Password,
            ApplicationName = "SuperOffice ERP Link",
            SslMode = Settings.Tls == TlsMode.None ? SslMode.Disable : SslMode.Require,
            GssEncryptionMode = GssEncryptionMode.Disable,
            TargetSessionAttributes = "any",
            Timezone = "UTC",
            ClientEncoding = "UTF8",
            Options = string.Create(CultureInfo.InvariantCulture, $"-c lock_timeout={LockSeconds}s"),
            Timeout = ConnectSeconds,
            CommandTimeout = CommandSeconds,
            CancellationTimeout = 2000,
            MaxPoolSize = MostConnections,
            NoResetOnClose = true,
            Enlist = false,
            // Names the column of a broken constraint; its values are kept out of every text.
            IncludeErrorDetail = true,
        }.ConnectionString);
        if (Settings.Tls != TlsMode.None)
        {
            builder.UseSslClientAuthenticationOptionsCallback(options =>
            {
                // The address is connected to; the name is what the certificate must be for, by the machine's own trust and by no file of libpq.
                options.TargetHost = Settings.Host;
                options.ClientCertificates = null;
                options.RemoteCertificateValidationCallback = (_, _, _, errors) =>
                    Settings.Tls == TlsMode.Encrypt || errors == System.Net.Security.SslPolicyErrors.None;
            });
        }

        return builder.Build();
    }
}
