namespace Weft.Embedded;

/// <summary>Another process uses the data folder.</summary>
public sealed class DataDirBusyException : Exception
{
    public DataDirBusyException(string dataDir, DataDirHolder? holder)
        : base($"The data folder {dataDir} is in use by {holder?.ToString() ?? "a process that is just starting"}.") => Holder = holder;

    public DataDirBusyException()
        : this("Weft's data folder is in use.")
    {
    }

    public DataDirBusyException(string message)
        : base(message)
    {
    }

    public DataDirBusyException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Null while the holder has not said yet who it is.</summary>
    public DataDirHolder? Holder { get; }
}
