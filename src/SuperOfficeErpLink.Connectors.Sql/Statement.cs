using System.Data.Common;
using System.Globalization;
using System.Text;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

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
        return ParameterName(values.Count - 1);
    }

    public string BindAll(IEnumerable<object> all) => string.Join(", ", all.Select(Bind));

    public DbCommand On(DbConnection connection, DbTransaction? transaction = null)
    {
        var command = connection.CreateCommand();
        command.CommandText = text.ToString();
        command.Transaction = transaction;
        AddParameters(command.Parameters, command.CreateParameter);
        return command;
    }

    /// <summary>Gives a command that was made of an equal statement this one's values; false where its statement is another.</summary>
    public bool TryBindTo(DbCommand command)
    {
        if (command.Parameters.Count != values.Count || !text.Equals(command.CommandText))
        {
            return false;
        }

        for (var index = 0; index < values.Count; index++)
        {
            SetValue(command.Parameters[index], values[index]);
        }

        return true;
    }

    public void AddTo(DbBatch batch)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = text.ToString();
        AddParameters(command.Parameters, command.CreateParameter);
        batch.BatchCommands.Add(command);
    }

    public override string ToString() => text.ToString();

    private void AddParameters(DbParameterCollection parameters, Func<DbParameter> create)
    {
        for (var index = 0; index < values.Count; index++)
        {
            var parameter = create();
            parameter.ParameterName = ParameterName(index);
            SetValue(parameter, values[index]);
            parameters.Add(parameter);
        }
    }

    private static void SetValue(DbParameter parameter, object value)
    {
        if (value is BoundValue bound)
        {
            bound.BindTo(parameter);
        }
        else
        {
            parameter.Value = value;
        }
    }

    private static string ParameterName(int index) => string.Create(CultureInfo.InvariantCulture, $"@p{index}");
}
