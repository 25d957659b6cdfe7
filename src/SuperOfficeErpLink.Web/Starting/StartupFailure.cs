namespace SuperOfficeErpLink.Web.Starting;

/// <summary>The start cannot go on. The message is the one line an operator reads on standard error.</summary>
#pragma warning disable CA1710 // It is not a fault of the program, and its name says so.
public sealed class StartupFailure(string message, Exception? innerException = null) : Exception(message, innerException);
#pragma warning restore CA1710
