using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

public sealed class ExcelOpeningTests : OpeningSpecification<DemoErp>;

public sealed class ExcelReadingTests : ReadingSpecification<DemoErp>;

public sealed class ExcelWritingTests : WritingSpecification<DemoErp>;

public sealed class ExcelChangesTests : ChangesSpecification<DemoErp>;

public sealed class ExcelComplianceTests : ComplianceSpecification<DemoErp>;

public sealed class ExcelOperatorTests : OperatorSpecification<DemoErp>;

public sealed class ExcelFamilyTests : FamilySpecification<DemoErp>;

public sealed class ExcelCreatingTests : CreatingSpecification<DemoErp>;

public sealed class ExcelValueTests : ValueSpecification<DemoErp>;

public sealed class ExcelLifetimeTests : LifetimeSpecification<DemoErp>;

public sealed class ExcelListTests : ListSpecification<DemoErp>;
