using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

public sealed class SqlOpeningTests : OpeningSpecification<DemoErp>;

public sealed class SqlReadingTests : ReadingSpecification<DemoErp>;

public sealed class SqlWritingTests : WritingSpecification<DemoErp>;

public sealed class SqlChangesTests : ChangesSpecification<DemoErp>;

public sealed class SqlListTests : ListSpecification<DemoErp>;
