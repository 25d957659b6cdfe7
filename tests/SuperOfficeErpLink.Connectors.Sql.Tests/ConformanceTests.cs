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
