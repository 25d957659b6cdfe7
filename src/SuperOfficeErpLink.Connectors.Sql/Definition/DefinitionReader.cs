using System.Text.Json;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Definition;

/// <summary>Reads a definition and finds all its mistakes; needs no database.</summary>
internal sealed class DefinitionReader
{
    public const string Setting = "definition";

    private readonly List<SettingError> errors = [];
    private readonly ISqlDialect? dialect;

    private DefinitionReader(ISqlDialect? dialect) => this.dialect = dialect;

    /// <param name="dialect">The kind of database it is for; null while nobody chose one.</param>
    public static (SqlDefinition Definition, IReadOnlyList<SettingError> Errors) Read(string text, ISqlDialect? dialect)
    {
        LocatedJson root;
        try
        {
            root = LocatedJson.Parse(text);
        }
        catch (JsonException mistake)
        {
            return (SqlDefinition.Empty, [NotJson(mistake)]);
        }

        var reader = new DefinitionReader(dialect);
        var definition = reader.ReadRoot(root);
        return (definition, reader.errors);
    }

    private static SettingError NotJson(JsonException mistake)
    {
        var line = (int)(mistake.LineNumber ?? 0) + 1;
        var column = (mistake.BytePositionInLine ?? 0) + 1;
        return new SettingError(
            Setting,
            LocalText.Of(
                $"Line {line}, position {column}: this is not valid JSON. Look for a missing comma, quote or bracket here or just before.",
                $"Linje {line}, position {column}: det er ikke gyldig JSON. Se efter et manglende komma, anførselstegn eller en parentes her eller lige før."),
            line);
    }

    private void Report(LocatedJson at, string english, string danish)
    {
        var path = at.Path.Length == 0 ? "definition" : at.Path;
        errors.Add(new SettingError(Setting, LocalText.Of($"{path} {english}.", $"{path} {danish}."), at.Line));
    }

    private JsonObjectReader Open(LocatedJson json, params string[] known) => new(json, Report, known);

    private SqlDefinition ReadRoot(LocatedJson json)
    {
        var root = Open(json, "identity", "lists", "actors");
        var identity = root.Member("identity") is { } at ? ReadColumnRef(at) : null;
        var lists = ReadLists(root.Member("lists"));
        root.Require("actors");
        var actors = root.Array("actors").Select(actor => ReadActor(actor, lists)).ToList();
        CheckActors(json, root, actors);
        return new SqlDefinition(identity, lists, actors);
    }

    private void CheckActors(LocatedJson json, JsonObjectReader root, List<ActorSource> actors)
    {
        if (root.Member("actors") is { Kind: JsonValueKind.Array, Items.Count: 0 } empty)
        {
            Report(empty, "must name at least one actor type", "skal nævne mindst én aktørtype");
        }

        var types = new HashSet<ActorType>();
        foreach (var (actor, at) in actors.Zip(json.Member("actors")?.Items ?? []))
        {
            if (actor.Type != ActorType.None && !types.Add(actor.Type))
            {
                Report(at, $"is a second {actor.Type}; a type is given once", $"er endnu en {actor.Type}; en type angives kun én gang");
            }

            if (actor.Parent is { } parent && parent.Type != ActorType.None && actors.TrueForAll(other => other.Type != parent.Type))
            {
                Report(
                    at.Member("parent") ?? at,
                    $"names {parent.Type}, which the definition does not have",
                    $"nævner {parent.Type}, som definitionen ikke har");
            }
        }
    }

    private ColumnRef ReadColumnRef(LocatedJson json)
    {
        var reader = Open(json, "table", "column");
        return new ColumnRef(reader.RequiredTable("table"), reader.RequiredIdentifier("column"), json.Path);
    }

    private Dictionary<string, ListSource> ReadLists(LocatedJson? json)
    {
        var lists = new Dictionary<string, ListSource>(StringComparer.Ordinal);
        if (json is null)
        {
            return lists;
        }

        _ = Open(json);
        foreach (var (name, value) in json.Members)
        {
            var reader = Open(value, "table", "key", "name", "active");
            lists[name] = new ListSource(
                name, reader.RequiredTable("table"), reader.RequiredIdentifier("key"), reader.RequiredIdentifier("name"),
                ReadActive(reader.Member("active")), value.Path);
        }

        return lists;
    }

    private ActiveRule? ReadActive(LocatedJson? json)
    {
        if (json is null)
        {
            return null;
        }

        var reader = Open(json, "column", "activeWhen", "inactiveWhen");
        var column = reader.RequiredIdentifier("column");
        var active = reader.Text("activeWhen");
        var inactive = reader.Text("inactiveWhen");
        if (active is null == inactive is null)
        {
            Report(json, "needs either \"activeWhen\" or \"inactiveWhen\"", "skal have enten \"activeWhen\" eller \"inactiveWhen\"");
        }

        return new ActiveRule(column, active ?? inactive ?? "", active is not null);
    }

    private ActorSource ReadActor(LocatedJson json, Dictionary<string, ListSource> lists)
    {
        var reader = Open(
            json, "type", "keySpace", "table", "key", "version", "changed", "changedBy", "active", "parent", "address", "reference", "create", "searchIn", "fields");
        reader.Require("type");
        var type = ReadActorType(reader);
        var table = reader.RequiredTable("table");
        var key = reader.RequiredIdentifier("key");
        var version = reader.Identifier("version");
        var changed = reader.Identifier("changed");
        var changedBy = ReadChangedBy(reader, changed);
        reader.Require("fields");
        var owned = new[] { key, version, changed };
        var fields = reader.Array("fields").Select(field => ReadField(field, lists, owned)).ToList();
        CheckKeysAreUnique(reader.Array("fields"), fields);
        if (reader.Member("fields") is { Kind: JsonValueKind.Array, Items.Count: 0 } none)
        {
            Report(none, "must name at least one field", "skal nævne mindst ét felt");
        }

        var searchIn = reader.Identifiers("searchIn");
        return new ActorSource(
            type, reader.Text("keySpace") ?? table, table, key, version, changed, changedBy, ReadActive(reader.Member("active")),
            ReadParent(reader.Member("parent")), ReadAddress(reader), reader.Identifier("reference"), ReadCreate(reader.Member("create")),
            searchIn.Count > 0 ? searchIn : TextColumns(fields, key), fields, json.Path);
    }

    private static List<string> TextColumns(List<FieldSource> fields, string key)
    {
        var columns = fields.Where(field => field.Type == FieldType.Text).Select(field => field.Column).Append(key);
        return columns.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
    }

    private static ActorType ReadActorType(JsonObjectReader reader) => reader.OneOf(
        "type", ActorType.None, ActorType.Customer, ActorType.Supplier, ActorType.Partner, ActorType.Person, ActorType.Project);

    private ChangeOrder ReadChangedBy(JsonObjectReader reader, string? changed)
    {
        var order = reader.OneOf("changedBy", ChangeOrder.Time, Enum.GetValues<ChangeOrder>());
        if (reader.Member("changedBy") is not { } at)
        {
            return order;
        }

        if (changed is null)
        {
            Report(at, "belongs beside \"changed\", which is missing", "hører sammen med \"changed\", som mangler");
        }
        else if (dialect is not null && !dialect.ChangeOrders.Contains(order))
        {
            var offered = string.Join(", ", dialect.ChangeOrders);
            Report(at, $"is {order}, which {dialect.Name} does not have; it has: {offered}", $"er {order}, som {dialect.Name} ikke har; den har: {offered}");
        }

        return order;
    }

    private ParentSource? ReadParent(LocatedJson? json)
    {
        if (json is null)
        {
            return null;
        }

        var reader = Open(json, "type", "column");
        reader.Require("type");
        return new ParentSource(ReadActorType(reader), reader.RequiredIdentifier("column"));
    }

    private string? ReadAddress(JsonObjectReader reader)
    {
        var address = reader.Text("address");
        if (address is null)
        {
            return null;
        }

        var usable = address.Contains("{key}", StringComparison.Ordinal)
            && Uri.TryCreate(address.Replace("{key}", "1", StringComparison.Ordinal), UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
        if (!usable)
        {
            Report(
                reader.Member("address")!,
                "must be an http or https address with {key} where the record's key goes",
                "skal være en http- eller https-adresse med {key}, hvor postens nøgle skal stå");
        }

        return usable ? address : null;
    }

    private CreateRule? ReadCreate(LocatedJson? json)
    {
        if (json is null)
        {
            return null;
        }

        var reader = Open(json, "key", "prefix", "start", "digits");
        reader.Require("key");
        var origin = reader.OneOf("key", KeyOrigin.Next, KeyOrigin.Next, KeyOrigin.Database);
        var prefix = reader.Text("prefix") ?? "";
        if (prefix.Any(char.IsControl) || prefix.Length > 20)
        {
            Report(reader.Member("prefix")!, "must be at most 20 visible characters", "må højst være 20 synlige tegn");
        }

        if (origin == KeyOrigin.Database && json.Members.Count > 1)
        {
            Report(json, "takes nothing but \"key\" when the database makes the key", "kan kun have \"key\", når databasen danner nøglen");
        }

        return new CreateRule(origin, prefix, reader.Integer("start", 1, 999_999_999_999) ?? 1, (int)(reader.Integer("digits", 1, 18) ?? 1));
    }

    private FieldSource ReadField(LocatedJson json, Dictionary<string, ListSource> lists, string?[] ownedByDatabase)
    {
        var reader = Open(
            json, "key", "column", "name", "help", "type", "access", "maxLength", "decimals", "list", "default", "defaultForced", "group", "encoding");
        var key = reader.RequiredText("key");
        if (reader.Member("column") is null && reader.Member("key") is { Kind: JsonValueKind.String })
        {
            reader.Identifier("key");
        }

        var column = reader.Identifier("column") ?? key;
        var field = new FieldSource(
            key, column, reader.Texts("name") ?? new LocalText(key), reader.Texts("help"),
            reader.OneOf("type", FieldType.Text, Enum.GetValues<FieldType>()),
            reader.OneOf("access", FieldAccess.Normal, Enum.GetValues<FieldAccess>()),
            (int)(reader.Integer("maxLength", 0, 1_000_000) ?? 0), (int?)reader.Integer("decimals", 0, 18), reader.Text("list"),
            reader.Text("default"), reader.Flag("defaultForced"), reader.Text("group"), reader.Text("encoding"), json.Path);
        CheckField(json, field, lists, ownedByDatabase);
        return field;
    }

    private void CheckField(LocatedJson json, FieldSource field, Dictionary<string, ListSource> lists, string?[] ownedByDatabase)
    {
        if (field.Type == FieldType.List && field.List is null)
        {
            Report(json, "is of type List and lacks \"list\"", "er af typen List og mangler \"list\"");
        }
        else if (field.Type != FieldType.List && field.List is not null)
        {
            Report(json.Member("list")!, "belongs only to a field of type List", "hører kun til et felt af typen List");
        }
        else if (field.List is not null && !lists.ContainsKey(field.List))
        {
            Report(json.Member("list")!, $"names \"{field.List}\", which is not among lists", $"nævner \"{field.List}\", som ikke findes under lists");
        }

        if (field.Decimals is not null && field.Type != FieldType.Decimal)
        {
            Report(json.Member("decimals")!, "belongs only to a field of type Decimal", "hører kun til et felt af typen Decimal");
        }

        if (field.Encoding is not null && CharacterSet.Find(field.Encoding) is null)
        {
            Report(json.Member("encoding")!, $"names \"{field.Encoding}\", which is not a character set", $"nævner \"{field.Encoding}\", som ikke er et tegnsæt");
        }

        if (field.Access != FieldAccess.ReadOnly && ownedByDatabase.Contains(field.Column, StringComparer.OrdinalIgnoreCase))
        {
            Report(
                json,
                "holds the key, the version or the time of change and must have \"access\": \"ReadOnly\"",
                "rummer nøglen, versionen eller ændringstiden og skal have \"access\": \"ReadOnly\"");
        }
    }

    private void CheckKeysAreUnique(IReadOnlyList<LocatedJson> json, List<FieldSource> fields)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < fields.Count; index++)
        {
            if (!keys.Add(fields[index].Key))
            {
                Report(json[index], $"has the key \"{fields[index].Key}\" of an earlier field", $"har samme nøgle, \"{fields[index].Key}\", som et tidligere felt");
            }
        }
    }
}
