namespace Weft.Embedded;

/// <summary>PostgreSQL is there, but could not be set up, started or saved. The message says what it said itself.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    public EmbeddedPostgresException(string message)
        : base(message)
    {
    }

    public EmbeddedPostgresException()
        : base("PostgreSQL failed.")
    {
    }

    public EmbeddedPostgresException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
