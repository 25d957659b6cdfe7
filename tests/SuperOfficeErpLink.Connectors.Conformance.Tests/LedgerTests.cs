using SuperOfficeErpLink.Connectors.Conformance.Tests.Ledger;

namespace SuperOfficeErpLink.Connectors.Conformance.Tests;

public sealed class LedgerComplianceTests : ComplianceSpecification<LedgerErp>;

public sealed class LedgerOpeningTests : OpeningSpecification<LedgerErp>;

public sealed class LedgerCredentialsTests : CredentialsSpecification<LedgerErp>;

public sealed class LedgerReadingTests : ReadingSpecification<LedgerErp>;

public sealed class LedgerOperatorTests : OperatorSpecification<LedgerErp>;

public sealed class LedgerFamilyTests : FamilySpecification<LedgerErp>;

public sealed class LedgerChangesTests : ChangesSpecification<LedgerErp>;

public sealed class LedgerWritingTests : WritingSpecification<LedgerErp>;

public sealed class LedgerCreatingTests : CreatingSpecification<LedgerErp>;

public sealed class LedgerValueTests : ValueSpecification<LedgerErp>;

public sealed class LedgerListTests : ListSpecification<LedgerErp>;

public sealed class LedgerLifetimeTests : LifetimeSpecification<LedgerErp>;

public sealed class LedgerHttpTests : HttpSpecification<LedgerErp>;
