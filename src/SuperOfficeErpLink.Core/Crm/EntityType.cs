using System.Globalization;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Crm;

/// <summary>Kinds of record in the CRM that can be linked. The numbers are SuperOffice's own and are stored.</summary>
public enum EntityType
{
    None = 0,
    Company = 1,
    Person = 2,
    Project = 3,
}

/// <summary>A record in the CRM.</summary>
public readonly record struct EntityRef(EntityType Type, long Id)
{
    /// <summary>The id as the CRM port's keys have it.</summary>
    public string Key => Id.ToString(CultureInfo.InvariantCulture);
}

public static class EntityTypes
{
    /// <summary>The kind of CRM record an actor is linked to.</summary>
    public static EntityType For(ActorType actor) => actor switch
    {
        ActorType.Customer or ActorType.Supplier or ActorType.Partner => EntityType.Company,
        ActorType.Person => EntityType.Person,
        ActorType.Project => EntityType.Project,
        _ => EntityType.None,
    };
}
