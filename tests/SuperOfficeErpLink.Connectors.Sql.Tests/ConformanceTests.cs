using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

public sealed class SqlOpeningTests : OpeningSpecification<DemoErp>;

public sealed class SqlReadingTests : ReadingSpecification<DemoErp>;

public sealed class SqlWritingTests : WritingSpecification<DemoErp>;

public sealed class SqlChangesTests : ChangesSpecification<DemoErp>;

public sealed class SqlComplianceTests : ComplianceSpecification<DemoErp>;

public sealed class SqlOperatorTests : OperatorSpecification<DemoErp>;

public sealed class SqlFamilyTests : FamilySpecification<DemoErp>;

public sealed class SqlCreatingTests : CreatingSpecification<DemoErp>;

public sealed class SqlValueTests : ValueSpecification<DemoErp>;

public sealed class SqlLifetimeTests : LifetimeSpecification<DemoErp>;

public sealed class SqlListTests : ListSpecification<DemoErp>;

public sealed class SqliteOperatorTests : SqlOperatorSpecification<DemoErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlOpeningTests : OpeningSpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlReadingTests : ReadingSpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlWritingTests : WritingSpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlChangesTests : ChangesSpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlComplianceTests : ComplianceSpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlOperatorTests : OperatorSpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlFamilyTests : FamilySpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlCreatingTests : CreatingSpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlValueTests : ValueSpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlLifetimeTests : LifetimeSpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlListTests : ListSpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlCredentialsTests : CredentialsSpecification<PostgreSqlErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlEveryOperatorTests : SqlOperatorSpecification<PostgreSqlErp>;

[OnlyWithSqlServer]
public sealed class SqlServerOpeningTests : OpeningSpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerReadingTests : ReadingSpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerWritingTests : WritingSpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerChangesTests : ChangesSpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerComplianceTests : ComplianceSpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerOperatorTests : OperatorSpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerFamilyTests : FamilySpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerCreatingTests : CreatingSpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerValueTests : ValueSpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerLifetimeTests : LifetimeSpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerListTests : ListSpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerCredentialsTests : CredentialsSpecification<SqlServerErp>;

[OnlyWithSqlServer]
public sealed class SqlServerEveryOperatorTests : SqlOperatorSpecification<SqlServerErp>;

[OnlyWithPostgreSql]
public sealed class PostgreSqlChangesByTransactionTests : ChangesSpecification<PostgreSqlByTransactionErp>;

[OnlyWithSqlServer]
public sealed class SqlServerSessionTests : SqlSessionSpecification<SqlServerErp>;
