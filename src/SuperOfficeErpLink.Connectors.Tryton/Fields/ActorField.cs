namespace SuperOfficeErpLink.Connectors.Tryton.Fields;

/// <summary>Where in Tryton a field's value stands.</summary>
internal enum Place
{
    /// <summary>In the record itself.</summary>
    Own,

    /// <summary>In the party's first address that is in use.</summary>
    Address,

    /// <summary>In the party's first contact mechanism of a type that is in use.</summary>
    Mechanism,

    /// <summary>In the party's first identifier of a type.</summary>
    Identifier,
}

/// <summary>A field we offer, and where it stands.</summary>
/// <param name="Column">Tryton's name of it.</param>
/// <param name="Kind">The type of contact mechanism or identifier.</param>
/// <param name="IsMultiline">Tryton takes line breaks and tabs in it.</param>
internal sealed record ActorField(FieldInfo Info, Place Place, string Column, string? Kind = null, bool IsMultiline = false)
{
    public string Key => Info.Key;

    /// <summary>The records that hold it, below the party.</summary>
    public string Below => Place switch
    {
        Place.Address => "addresses",
        Place.Mechanism => "contact_mechanisms",
        Place.Identifier => "identifiers",
        _ => "",
    };

    public string Model(string own) => Place switch
    {
        Place.Address => Models.Address,
        Place.Mechanism => Models.Mechanism,
        Place.Identifier => Models.Identifier,
        _ => own,
    };
}
