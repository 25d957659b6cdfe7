namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Broken;

// Run by BrokenConnectorTests, one promise at a time; not found by the runner, which takes public classes only.
internal sealed class BrokenOpening : OpeningSpecification<BrokenErp>;

internal sealed class BrokenCredentials : CredentialsSpecification<BrokenErp>;

internal sealed class BrokenReading : ReadingSpecification<BrokenErp>;

internal sealed class BrokenOperators : OperatorSpecification<BrokenErp>;

internal sealed class BrokenFamily : FamilySpecification<BrokenErp>;

internal sealed class BrokenChanges : ChangesSpecification<BrokenErp>;

internal sealed class BrokenWriting : WritingSpecification<BrokenErp>;

internal sealed class BrokenCreating : CreatingSpecification<BrokenErp>;

internal sealed class BrokenValues : ValueSpecification<BrokenErp>;

internal sealed class BrokenLists : ListSpecification<BrokenErp>;

internal sealed class BrokenLifetime : LifetimeSpecification<BrokenErp>;

internal sealed class BrokenHttp : HttpSpecification<BrokenErp>;
