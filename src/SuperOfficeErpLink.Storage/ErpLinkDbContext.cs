using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage;

/// <summary>The one model of our own database, whatever the provider.</summary>
public sealed class ErpLinkDbContext(DbContextOptions<ErpLinkDbContext> options) : IdentityDbContext<ApplicationUser>(options)
{
    public DbSet<CompanyRow> Companies => Set<CompanyRow>();

    public DbSet<PersonRow> Persons => Set<PersonRow>();

    public DbSet<ProjectRow> Projects => Set<ProjectRow>();

    public DbSet<CrmListItemRow> CrmListItems => Set<CrmListItemRow>();

    public DbSet<ConnectionRow> Connections => Set<ConnectionRow>();

    public DbSet<ConnectionHealthRow> ConnectionHealth => Set<ConnectionHealthRow>();

    public DbSet<AccessRow> Access => Set<AccessRow>();

    public DbSet<EnteredSettingsRow> EnteredSettings => Set<EnteredSettingsRow>();

    public DbSet<MetadataRow> Metadata => Set<MetadataRow>();

    public DbSet<MappingVersionRow> MappingVersions => Set<MappingVersionRow>();

    public DbSet<MappingDraftRow> MappingDrafts => Set<MappingDraftRow>();

    public DbSet<DryRunFindingRow> DryRunFindings => Set<DryRunFindingRow>();

    public DbSet<UserGroupRow> UserGroups => Set<UserGroupRow>();

    public DbSet<UserGroupMemberRow> UserGroupMembers => Set<UserGroupMemberRow>();

    public DbSet<LinkRow> Links => Set<LinkRow>();

    public DbSet<ClaimRow> Claims => Set<ClaimRow>();

    public DbSet<OperationRow> Operations => Set<OperationRow>();

    public DbSet<ChangeRow> Changes => Set<ChangeRow>();

    public DbSet<LinkEventRow> LinkEvents => Set<LinkEventRow>();

    public DbSet<RetryRow> Retries => Set<RetryRow>();

    public DbSet<ConflictRow> Conflicts => Set<ConflictRow>();

    public DbSet<ProblemRow> Problems => Set<ProblemRow>();

    public DbSet<ProblemRecordRow> ProblemRecords => Set<ProblemRecordRow>();

    public DbSet<RunRow> Runs => Set<RunRow>();

    public DbSet<RunTargetRow> RunTargets => Set<RunTargetRow>();

    public DbSet<LeaseRow> Leases => Set<LeaseRow>();

    public DbSet<CursorRow> Cursors => Set<CursorRow>();

    public DbSet<SearchCriteriaRow> SearchCriteria => Set<SearchCriteriaRow>();

    public DbSet<DraftRow> Drafts => Set<DraftRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    public DbSet<AlertRow> Alerts => Set<AlertRow>();

    public DbSet<DailyFigureRow> DailyFigures => Set<DailyFigureRow>();

    public DbSet<ApiTokenRow> ApiTokens => Set<ApiTokenRow>();

    public DbSet<IdempotencyRow> Idempotency => Set<IdempotencyRow>();

    public DbSet<InstallationRow> Installation => Set<InstallationRow>();

    public DbSet<DataProtectionKeyRow> DataProtectionKeys => Set<DataProtectionKeyRow>();

    private bool IsPostgreSql => Database.ProviderName == "Npgsql.EntityFrameworkCore.PostgreSQL";

    /// <summary>Keys compare to the letter and sort alike whatever the server's language: characters by their number.</summary>
    private string? CharacterOrder => IsPostgreSql ? "C" : Database.ProviderName == "Microsoft.EntityFrameworkCore.SqlServer" ? "Latin1_General_100_BIN2" : null;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // As a number a time sorts and compares alike on every provider.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configurationBuilder.Properties<decimal>().HavePrecision(18, 4);
        if (CharacterOrder is { } order)
        {
            configurationBuilder.Properties<string>().UseCollation(order);
        }
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        ConfigureCrm(builder);
        ConfigureConnections(builder);
        ConfigureLinks(builder);
        ConfigureWriting(builder);
        ConfigureRuns(builder);
        ConfigureOperating(builder);
        builder.Entity<SearchCriteriaRow>().ToTable("SearchCriteria").HasKey(row => new { row.UserId, row.ConnectionId, row.ActorType });
        builder.Entity<AuditRow>(audit =>
        {
            audit.ToTable("Audit");
            audit.HasIndex(row => row.At);
            audit.HasIndex(row => new { row.ConnectionId, row.Id });
        });
        builder.Entity<InstallationRow>().ToTable("Installation").HasKey(row => row.Key);
        builder.Entity<DataProtectionKeyRow>().ToTable("DataProtectionKeys");
        ColumnLengths.Apply(builder);
    }

    /// <summary>The condition of an index over the rows where a column is true.</summary>
    private string WhereTrue(params string[] columns) => string.Join(
        " AND ", columns.Select(column => $"\"{column}\"{(IsPostgreSql ? "" : " = 1")}"));

    private static void ConfigureCrm(ModelBuilder builder)
    {
        builder.Entity<CompanyRow>(company =>
        {
            company.ToTable("CrmCompanies");

            // The lists look for words anywhere in the folded text: from the index they read a fraction of the table, in order.
            company.HasIndex(row => new { row.Name, row.Id, row.Folded });
            company.HasIndex(row => row.OrganisationNumber);
            company.HasIndex(row => new { row.UpdatedAt, row.Id });
            company.Property(row => row.Version).IsConcurrencyToken();
        });
        builder.Entity<PersonRow>(person =>
        {
            person.ToTable("CrmPersons");
            person.HasIndex(row => row.CompanyId);
            person.HasIndex(row => new { row.UpdatedAt, row.Id });
            person.HasIndex(row => new { row.LastName, row.FirstName, row.Id, row.Folded });
            person.Property(row => row.Version).IsConcurrencyToken();
        });
        builder.Entity<ProjectRow>(project =>
        {
            project.ToTable("CrmProjects");
            project.HasIndex(row => new { row.Name, row.Id, row.Folded });
            project.HasIndex(row => row.CompanyId);
            project.HasIndex(row => new { row.UpdatedAt, row.Id });
            project.Property(row => row.Version).IsConcurrencyToken();
        });
        builder.Entity<CrmListItemRow>().ToTable("CrmListItems").HasKey(row => new { row.List, row.Key });
    }

    private static void ConfigureConnections(ModelBuilder builder)
    {
        builder.Entity<ConnectionRow>(connection =>
        {
            connection.ToTable("Connections");
            connection.Property(row => row.RowVersion).IsConcurrencyToken();
        });
        builder.Entity<ConnectionHealthRow>().ToTable("ConnectionHealth").HasKey(row => row.ConnectionId);
        builder.Entity<AccessRow>(access =>
        {
            access.ToTable("Access");
            access.HasIndex(row => new { row.ConnectionId, row.Kind, row.PrincipalId }).IsUnique();
        });
        builder.Entity<EnteredSettingsRow>(entered =>
        {
            entered.ToTable("EnteredSettings").HasKey(row => row.Token);
            entered.HasIndex(row => row.At);
        });
        builder.Entity<MetadataRow>().ToTable("Metadata").HasKey(row => row.ConnectionId);
        builder.Entity<MappingVersionRow>().ToTable("MappingVersions").HasKey(row => new { row.ConnectionId, row.Version });
        builder.Entity<MappingDraftRow>(draft =>
        {
            draft.ToTable("MappingDrafts");
            draft.HasKey(row => row.ConnectionId);
            draft.Property(row => row.ConnectionId).ValueGeneratedNever();
            draft.Property(row => row.RowVersion).IsConcurrencyToken();
        });
        builder.Entity<DryRunFindingRow>(finding =>
        {
            finding.ToTable("DryRunFindings");
            finding.HasKey(row => new { row.RunId, row.LinkId, row.FieldPair });
            finding.HasIndex(row => new { row.RunId, row.ActorType, row.FieldPair, row.Kind, row.LinkId });
            finding.HasIndex(row => row.LinkId);
        });
        builder.Entity<UserGroupRow>(group =>
        {
            group.ToTable("UserGroups");
            group.HasIndex(row => row.Name).IsUnique();
        });
        builder.Entity<UserGroupMemberRow>(member =>
        {
            member.ToTable("UserGroupMembers");
            member.HasKey(row => new { row.GroupId, row.UserId });
            member.HasIndex(row => row.UserId);
        });
    }

    private void ConfigureLinks(ModelBuilder builder)
    {
        builder.Entity<LinkRow>(link =>
        {
            link.ToTable("Links");
            link.Property(row => row.ErpKey).HasMaxLength(400);
            link.Property(row => row.RowVersion).IsConcurrencyToken();

            // A reserved link stands beside the one it will replace, so that a Save that moves a record to another actor can
            // be given back whole. Two reservations for one record cannot be: an open operation is unique per record.
            link.HasIndex(row => new { row.ConnectionId, row.EntityType, row.EntityId }).IsUnique()
                .HasDatabaseName("UX_Links_Entity").HasFilter($"\"State\" <> {(int)LinkState.Reserved}");
            link.HasIndex(row => new { row.ConnectionId, row.KeySpace, row.ErpKey }).IsUnique().HasDatabaseName("UX_Links_Actor");
            link.HasIndex(row => new { row.ConnectionId, row.ActorType, row.Id });
            link.HasIndex(row => new { row.EntityType, row.EntityId });
            link.HasIndex(row => row.ParentLinkId);
        });
        builder.Entity<DraftRow>(draft =>
        {
            draft.ToTable("Drafts");
            draft.HasKey(row => new { row.UserId, row.EntityType, row.EntityId });
            draft.HasIndex(row => row.ExpiresAt);
        });
        builder.Entity<OperationRow>(operation =>
        {
            operation.ToTable("Operations");
            operation.HasIndex(row => new { row.ConnectionId, row.EntityType, row.EntityId }).IsUnique()
                .HasDatabaseName("UX_Operations_Open").HasFilter(WhereTrue("Open"));
            operation.HasIndex(row => row.Open).HasFilter(WhereTrue("Open")).HasDatabaseName("IX_Operations_Open");
            operation.HasIndex(row => new { row.EntityType, row.EntityId });
        });
        builder.Entity<ClaimRow>().ToTable("Claims").HasKey(row => new { row.EntityType, row.EntityId });
    }

    private static void ConfigureWriting(ModelBuilder builder)
    {
        builder.Entity<ChangeRow>(change =>
        {
            change.ToTable("Changes");
            change.HasIndex(row => new { row.EntityType, row.EntityId, row.Id });
            change.HasIndex(row => new { row.RunId, row.Id });
            change.HasIndex(row => row.OperationId);
            change.HasIndex(row => new { row.LinkId, row.State }).HasDatabaseName("IX_Changes_LinkOpen")
                .HasFilter($"\"State\" IN ({(int)ChangeState.Planned}, {(int)ChangeState.Sending}, {(int)ChangeState.Unknown})");
            change.HasIndex(row => new { row.ConnectionId, row.At });
            change.HasIndex(row => row.At);

            // What one person did is found among millions that nobody asked for.
            change.HasIndex(row => new { row.UserId, row.At }).HasDatabaseName("IX_Changes_Person").HasFilter($"\"UserId\" <> '{UserContext.SystemId}'");
            change.HasIndex(row => new { row.ConnectionId, row.State }).HasDatabaseName("IX_Changes_Open")
                .HasFilter($"\"State\" IN ({(int)ChangeState.Planned}, {(int)ChangeState.Sending}, {(int)ChangeState.Unknown})");
        });
        builder.Entity<LinkEventRow>(happened =>
        {
            happened.ToTable("LinkEvents");
            happened.Property(row => row.ErpKey).HasMaxLength(400);
            happened.HasIndex(row => new { row.EntityType, row.EntityId, row.Id });
            happened.HasIndex(row => row.OperationId);
            happened.HasIndex(row => new { row.ConnectionId, row.Id });
        });
        builder.Entity<RetryRow>(retry =>
        {
            retry.ToTable("Retries");
            retry.HasKey(row => row.LinkId);
            retry.Property(row => row.LinkId).ValueGeneratedNever();
            retry.HasIndex(row => row.DueAt);
            retry.HasIndex(row => new { row.ConnectionId, row.LinkId });
        });
        builder.Entity<ConflictRow>(conflict =>
        {
            conflict.ToTable("Conflicts");
            conflict.HasKey(row => new { row.LinkId, row.FieldPair });
            conflict.HasIndex(row => row.RunId);
            conflict.HasIndex(row => new { row.ConnectionId, row.FieldPair, row.DiffClass, row.LinkId });
        });
        builder.Entity<ProblemRow>(problem =>
        {
            problem.ToTable("Problems");
            problem.HasIndex(row => new { row.ConnectionId, row.CauseKey }).IsUnique();
        });
        builder.Entity<ProblemRecordRow>(record =>
        {
            record.ToTable("ProblemRecords");
            record.HasKey(row => new { row.ProblemId, row.LinkId, row.Field });
            record.HasIndex(row => row.LinkId);
            record.HasIndex(row => row.RunId);
        });
    }

    private void ConfigureRuns(ModelBuilder builder)
    {
        builder.Entity<RunRow>(run =>
        {
            run.ToTable("Runs");
            run.HasIndex(row => new { row.ConnectionId, row.Kind }).IsUnique().HasDatabaseName("UX_Runs_Open").HasFilter(WhereTrue("Open", "Sweeping"));
            run.HasIndex(row => row.Open).HasFilter(WhereTrue("Open")).HasDatabaseName("IX_Runs_Open");
            run.HasIndex(row => new { row.ConnectionId, row.Id });
        });
        builder.Entity<RunTargetRow>().ToTable("RunTargets").HasKey(row => new { row.RunId, row.LinkId });
        builder.Entity<LeaseRow>().ToTable("Leases").HasKey(row => row.Name);
        builder.Entity<CursorRow>().ToTable("Cursors").HasKey(row => new { row.ConnectionId, row.Side, row.Type });
    }

    private void ConfigureOperating(ModelBuilder builder)
    {
        builder.Entity<AlertRow>(alert =>
        {
            alert.ToTable("Alerts");
            alert.HasIndex(row => new { row.ConnectionId, row.CauseKey }).IsUnique().HasDatabaseName("UX_Alerts_Open").HasFilter(WhereTrue("Open"));
        });
        builder.Entity<DailyFigureRow>().ToTable("DailyFigures").HasKey(row => new { row.ConnectionId, row.Day });
        builder.Entity<ApiTokenRow>(token =>
        {
            token.ToTable("ApiTokens");
            token.Property(row => row.Prefix).HasMaxLength(16);
            token.HasIndex(row => row.Prefix).IsUnique();
            token.HasIndex(row => row.UserId);
        });
        builder.Entity<IdempotencyRow>(once =>
        {
            once.ToTable("Idempotency");
            once.HasKey(row => new { row.TokenId, row.Key });
            once.Property(row => row.Key).HasMaxLength(100);
            once.HasIndex(row => row.At);
        });
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), number => DateTimeOffset.FromUnixTimeMilliseconds(number));
}
