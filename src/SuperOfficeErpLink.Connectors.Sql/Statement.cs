using System.Data.Common;
using System.Globalization;
using System.Text;

namespace SuperOfficeErpLink.Connectors.Sql;

/// <summary>SQL under construction: values only ever go in as parameters.</summary>
internal sealed class Statement
{
    private readonly StringBuilder text = new();
    private readonly List<object> values = [];

    public Statement(string start) => text.Append(start);

    public Statement Add(string sql)
    {
        text.Append(' ').Append(sql);
        return this;
    }

    /// <summary>The parameter that stands for a value.</summary>
    public string Bind(object value)
    {
        values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"@p{values.Count - 1}");
    }

    public string BindAll(IEnumerable<object> all) => string.Join(", ", all.Select(Bind));

    public DbCommand On(DbConnection connection, DbTransaction? transaction = null)
    {
        var command = connection.CreateCommand();
        command.CommandText = text.ToString();
        command.Transaction = transaction;
        for (var index = 0; index < values.Count; index++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{index}");
            parameter.Value = values[index];
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public override string ToString() => text.ToString();
}
