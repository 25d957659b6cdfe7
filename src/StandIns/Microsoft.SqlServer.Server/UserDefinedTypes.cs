namespace Microsoft.SqlServer.Server;

/// <summary>How a user-defined type is laid out; SqlClient looks for it on the types of parameters.</summary>
public enum Format
{
    Unknown = 0,
    Native = 1,
    UserDefined = 2,
}

/// <summary>Marks a user-defined type.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = true)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    public Format Format { get; } = format;

    public int MaxByteSize { get; set; }

    public bool IsFixedLength { get; set; }

    public bool IsByteOrdered { get; set; }

    public string? ValidationMethodName { get; set; }

    public string? Name { get; set; }
}

/// <summary>A user-defined type that writes and reads itself.</summary>
#pragma warning disable CA1711, MA0048 // The names are those SqlClient asks for.
public interface IBinarySerialize
{
    void Read(BinaryReader r);

    void Write(BinaryWriter w);
}

/// <summary>A type that is no user-defined type was used as one.</summary>
public sealed class InvalidUdtException : SystemException
{
    internal InvalidUdtException(string message)
        : base(message)
    {
    }

    internal static InvalidUdtException Create(Type udtType, string resourceReason) =>
        new($"{udtType.FullName} is no user-defined type: {resourceReason}");
}
