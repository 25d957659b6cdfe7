namespace SuperOfficeErpLink.Connectors;

/// <summary>Kinds of record in an ERP. The numbers are SuperOffice's own and are stored.</summary>
public enum ActorType
{
    None = 0,
    Customer = 1,
    Supplier = 2,

    /// <summary>Customer and supplier in one record.</summary>
    Partner = 3,
    Person = 4,
    Project = 5,
}

/// <summary>A record in the ERP by type and key.</summary>
public readonly record struct ActorRef(ActorType Type, string Key);
