namespace HotChocolate;

/// <summary>
/// The values of <c>extensions.code</c> that the engine sets itself; HotChocolate's, where it has one.
/// </summary>
internal static class ErrorCodes
{
    /// <summary>The document or the request's JSON has a syntax error, or a document is missing.</summary>
    public const string Syntax = "HC0011";

    /// <summary>A variable's value is not one of its type.</summary>
    public const string InvalidVariable = "HC0016";

    /// <summary>A required variable is null or missing, or a non-null field turned out null.</summary>
    public const string NonNullViolation = "HC0018";

    /// <summary>A persisted document is not known here.</summary>
    public const string PersistedDocumentNotFound = "HC0020";

    /// <summary>The request took longer than its time.</summary>
    public const string Timeout = "HC0045";

    /// <summary>The operation would cost more than is allowed.</summary>
    public const string CostExceeded = "HC0047";

    /// <summary>The response would be larger than is allowed; the engine's own.</summary>
    public const string ResponseTooLarge = "RESPONSE_TOO_LARGE";

    /// <summary>Other responses take the memory that there is for large ones.</summary>
    public const string Busy = "BUSY";

    /// <summary>More nodes are asked for at once than is allowed.</summary>
    public const string TooManyNodes = "HC0076";

    /// <summary>Only persisted documents are served.</summary>
    public const string OnlyPersistedDocuments = "HC0067";
}
