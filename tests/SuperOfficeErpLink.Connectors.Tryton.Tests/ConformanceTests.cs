using SuperOfficeErpLink.Connectors.Conformance;

// One server, which does one thing at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace SuperOfficeErpLink.Connectors.Tryton.Tests;

public sealed class TrytonComplianceTests : ComplianceSpecification<TrytonErp>;

public sealed class TrytonOpeningTests : OpeningSpecification<TrytonErp>;

public sealed class TrytonCredentialsTests : CredentialsSpecification<TrytonErp>;

public sealed class TrytonReadingTests : ReadingSpecification<TrytonErp>;

public sealed class TrytonOperatorTests : OperatorSpecification<TrytonErp>;

public sealed class TrytonFamilyTests : FamilySpecification<TrytonErp>;

public sealed class TrytonWritingTests : WritingSpecification<TrytonErp>;

public sealed class TrytonCreatingTests : CreatingSpecification<TrytonErp>;

public sealed class TrytonValueTests : ValueSpecification<TrytonErp>;

public sealed class TrytonChangesTests : ChangesSpecification<TrytonErp>;

public sealed class TrytonListTests : ListSpecification<TrytonErp>;

public sealed class TrytonLifetimeTests : LifetimeSpecification<TrytonErp>;

public sealed class TrytonHttpTests : HttpSpecification<TrytonErp>;
