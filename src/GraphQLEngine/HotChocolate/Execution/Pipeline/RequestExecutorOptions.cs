namespace HotChocolate.Execution.Options;

/// <summary>How requests are executed.</summary>
public sealed class RequestExecutorOptions
{
    /// <summary>
    /// How long the execution of a request may take before it is cancelled; a subscription: each of its events.
    /// Default 30 seconds; more than zero.
    /// </summary>
    public TimeSpan ExecutionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether clients see messages and stack traces of exceptions. Default false.</summary>
    public bool IncludeExceptionDetails { get; set; }

    /// <summary>
    /// Whether messages may contain names of the schema that the request does not contain. Default true; false where
    /// introspection is not allowed.
    /// </summary>
    internal bool RevealsSchemaNames { get; set; } = true;

    /// <summary>How documents that are stored on the server are dealt with.</summary>
    public PersistedOperationOptions PersistedOperations { get; } = new();
}

/// <summary>How documents that are stored on the server are dealt with.</summary>
public sealed class PersistedOperationOptions
{
    /// <summary>Whether requests that bring their own document are refused. Default false.</summary>
    public bool OnlyAllowPersistedDocuments { get; set; }
}
