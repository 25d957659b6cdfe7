using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Reading;

/// <summary>One record as Tryton sent it.</summary>
internal readonly struct Row(JsonElement json)
{
    private static readonly string[] Nested = ["addresses.", "contact_mechanisms.", "identifiers."];

    public JsonElement Json { get; } = json;

    public int Id => Json.Id() ?? 0;

    public string Key => Models.Key(Id);

    public bool IsActive => Json.IsActive();

    public int? ReplacedBy => Json.Id("replaced_by");

    public string? Timestamp => Json.Text("_timestamp");

    /// <summary>Who wrote the record itself last.</summary>
    public int? Writer => Json.Member("write_date") is null ? Json.Id("create_uid") : Json.Id("write_uid");

    public bool WasNeverChanged => Json.Member("write_date") is null;

    /// <summary>Changes when the record or any record below it that is read does; never by reading.</summary>
    public string Version
    {
        get
        {
            var parts = new StringBuilder(Timestamp);
            foreach (var name in Nested)
            {
                foreach (var item in ById(name))
                {
                    parts.Append(CultureInfo.InvariantCulture, $"|{name[0]}{item.Id()}:{item.Text("_timestamp")}");
                }
            }

            foreach (var relation in ById("relations."))
            {
                parts.Append(CultureInfo.InvariantCulture, $"|r{relation.Id()}:{relation.Id("to")}:{relation.Id("type")}");
            }

            return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(parts.ToString())), 0, 15);
        }
    }

    private IEnumerable<JsonElement> Below
    {
        get
        {
            var own = Json;
            return Nested.SelectMany(name => own.Items(name));
        }
    }

    /// <summary>When the record, or one below it, was last written: the start of that transaction.</summary>
    public long? LastWritten
    {
        get
        {
            var last = Json.Moment();
            foreach (var item in Below)
            {
                last = Later(last, item.Moment());
            }

            foreach (var relation in ById("relations."))
            {
                last = Later(last, Later(Moments.Read(relation.Member("create_date")), Moments.Read(relation.Member("write_date"))));
            }

            return last;
        }
    }

    public static long? Later(long? one, long? other) => one is null || other > one ? other : one;

    /// <summary>Tryton's order of what has no sequence is nobody's promise.</summary>
    private IEnumerable<JsonElement> ById(string name) => Json.Items(name).OrderBy(item => item.Id());

    /// <summary>The record that holds a field: the record itself, or the first in use below it; null when there is none.</summary>
    public JsonElement? Holder(ActorField field)
    {
        if (field.Place == Place.Own)
        {
            return Json;
        }

        foreach (var item in Json.Items(field.Below + "."))
        {
            if (item.IsActive() && (field.Kind is null || string.Equals(item.Text("type"), field.Kind, StringComparison.Ordinal)))
            {
                return item;
            }
        }

        return null;
    }

    /// <summary>The party a person or project belongs to.</summary>
    public int? Parent(int? relationType)
    {
        if (Json.Id("party") is { } party)
        {
            return party;
        }

        foreach (var relation in ById("relations."))
        {
            if (relationType is not null && relation.Id("type") == relationType)
            {
                return relation.Id("to");
            }
        }

        return null;
    }
}
