namespace SuperOfficeErpLink.Connectors.Tryton.Fields;

/// <summary>The fields of each actor type, with what this Tryton says of them.</summary>
internal sealed class FieldForms(Installation installation)
{
    /// <summary>Tryton sorts texts by its database's own order, not by Unicode's.</summary>
    private static readonly Operator[] ForText = [.. SearchOperators.For(FieldType.Text).Where(one => one != Operator.Between)];

    private int rank;

    public IEnumerable<ActorField> Party(IReadOnlyList<string> identifierTypes)
    {
        rank = 0;
        yield return Text("name", "Name", "Navn", Place.Own, "name", FieldAccess.Mandatory);
        yield return Text("code", "Number", "Nummer", Place.Own, "code", FieldAccess.ReadOnly);
        yield return Text("street", "Street", "Gade", Place.Address, "street", group: "address", isMultiline: true);
        yield return Text("postal_code", "Postal code", "Postnummer", Place.Address, "postal_code", group: "address");
        yield return Text("city", "City", "By", Place.Address, "city", group: "address");
        yield return List("country", "Country", "Land", Place.Address, "country", "country", group: "address");
        foreach (var (type, english, danish) in new[]
        {
            ("phone", "Phone", "Telefon"), ("mobile", "Mobile", "Mobil"), ("fax", "Fax", "Fax"), ("email", "E-mail", "E-mail"), ("website", "Website", "Hjemmeside"),
        })
        {
            yield return Text(type, english, danish, Place.Mechanism, "value", kind: type);
        }

        foreach (var type in identifierTypes)
        {
            var label = installation.IdentifierTypes[type];
            yield return Text(type, label, label, Place.Identifier, "code", kind: type);
        }

        yield return List("lang", "Language", "Sprog", Place.Own, "lang", "language");
        yield return new(Info("active", "Active", "Aktiv", FieldType.Checkbox, FieldAccess.Normal, SearchOperators.For(FieldType.Checkbox)), Place.Own, "active");
        yield return new(Info("categories", "Categories", "Kategorier", FieldType.Text, FieldAccess.ReadOnly, []), Place.Own, "categories");
    }

    public IEnumerable<ActorField> Project()
    {
        rank = 0;
        yield return Text("name", "Name", "Navn", Place.Own, "name", FieldAccess.Mandatory, model: Models.Work);
        yield return List("status", "Status", "Status", Place.Own, "status", "project_status", FieldAccess.Mandatory);
        yield return new(Info("party", "Party", "Part", FieldType.Text, FieldAccess.ReadOnly, []), Place.Own, "party");
        yield return new(Info("progress", "Progress (0 to 1)", "Fremdrift (0 til 1)", FieldType.Decimal, FieldAccess.Normal, SearchOperators.For(FieldType.Decimal)), Place.Own, "progress");
        yield return Text("comment", "Comment", "Kommentar", Place.Own, "comment", isMultiline: true, model: Models.Work);
    }

    private ActorField Text(
        string key, string english, string danish, Place place, string column, FieldAccess access = FieldAccess.Normal, string? kind = null, string? group = null,
        bool isMultiline = false, string model = Models.Party)
    {
        var info = Info(key, english, danish, FieldType.Text, access, ForText) with { Group = group };
        var field = new ActorField(info, place, column, kind, isMultiline);
        return field with { Info = info with { MaxLength = installation.SizeOf(field.Model(model), column) } };
    }

    private ActorField List(
        string key, string english, string danish, Place place, string column, string list, FieldAccess access = FieldAccess.Normal, string? group = null) =>
        new(Info(key, english, danish, FieldType.List, access, SearchOperators.For(FieldType.List)) with { List = list, Group = group }, place, column);

    private FieldInfo Info(string key, string english, string danish, FieldType type, FieldAccess access, IReadOnlyList<Operator> operators) =>
        new(key, LocalText.Of(english, danish), null, type, access, 0, null, null, null, DefaultForced: false, null, null, rank++, operators);
}
