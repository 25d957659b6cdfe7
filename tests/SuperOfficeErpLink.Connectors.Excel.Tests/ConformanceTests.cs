using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

public sealed class ExcelOpeningTests : OpeningSpecification<DemoErp>;

public sealed class ExcelReadingTests : ReadingSpecification<DemoErp>;

public sealed class ExcelWritingTests : WritingSpecification<DemoErp>;

public sealed class ExcelChangesTests : ChangesSpecification<DemoErp>;

public sealed class ExcelListTests : ListSpecification<DemoErp>;
