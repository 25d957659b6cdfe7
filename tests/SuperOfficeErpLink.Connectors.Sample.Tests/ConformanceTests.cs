using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Sample.Tests;

public sealed class SampleComplianceTests : ComplianceSpecification<SampleErp>;

public sealed class SampleOpeningTests : OpeningSpecification<SampleErp>;

public sealed class SampleReadingTests : ReadingSpecification<SampleErp>;

public sealed class SampleOperatorTests : OperatorSpecification<SampleErp>;

public sealed class SampleFamilyTests : FamilySpecification<SampleErp>;

public sealed class SampleChangesTests : ChangesSpecification<SampleErp>;

public sealed class SampleWritingTests : WritingSpecification<SampleErp>;

public sealed class SampleCreatingTests : CreatingSpecification<SampleErp>;

public sealed class SampleValueTests : ValueSpecification<SampleErp>;

public sealed class SampleListTests : ListSpecification<SampleErp>;

public sealed class SampleLifetimeTests : LifetimeSpecification<SampleErp>;
