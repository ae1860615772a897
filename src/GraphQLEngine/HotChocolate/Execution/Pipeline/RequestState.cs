using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>A request on its way through the pipeline: what its steps have found so far.</summary>
/// <param name="request">The request.</param>
/// <param name="rootValue">The parent of the root fields; mostly null.</param>
/// <param name="aborted">Cancelled when the caller leaves.</param>
internal sealed class RequestState(OperationRequest request, object? rootValue, CancellationToken aborted)
{
    public long StartTimestamp { get; } = ExecutionDiagnostics.StartTimestamp();

    public OperationRequest Request { get; } = request;

    public object? RootValue { get; } = rootValue;

    /// <summary>Cancelled when the caller leaves.</summary>
    public CancellationToken Aborted { get; } = aborted;

    /// <summary>Cancelled when the caller leaves or the request's time is over.</summary>
    public CancellationToken Limited => Limit?.Token ?? Aborted;

    /// <summary>How long the request may take; null for as long as it likes.</summary>
    public TimeLimit? Limit { get; set; }

    /// <summary>The document's text: the request's own, or that of the stored document it names.</summary>
    public string? Text { get; set; } = request.Document;

    /// <summary>Where documents are looked up and kept by their text; null for nowhere.</summary>
    public DocumentCache? Documents { get; set; }

    /// <summary>The parsed document, until it is validated.</summary>
    public DocumentNode? Syntax { get; set; }

    public PreparedDocument? Document { get; set; }

    public PreparedOperation? Operation { get; set; }

    public VariableValues? Variables { get; set; }

    /// <summary>Whether plans of the operation are looked up and kept.</summary>
    public bool KeepsPlans { get; set; }

    /// <summary>The first exception that was not the client's doing and that no error filter has taken.</summary>
    public Exception? Cause { get; set; }

    public IExecutionResult? Result { get; set; }

    /// <summary>
    /// The state of a subscription: without what was sent, which is no longer needed and would live long.
    /// </summary>
    public RequestState ForSubscription()
        => new(
            new OperationRequest { GlobalState = Request.GlobalState, Services = Request.Services }, RootValue, Aborted)
        {
            Document = Document,
            Operation = Operation,
            Variables = Variables,
        };

    /// <summary>The state of one event's execution within a subscription.</summary>
    public RequestState ForEvent(object? message, CancellationToken cancellationToken)
        => new(Request, message, cancellationToken)
        {
            Document = Document,
            Operation = Operation,
            Variables = Variables,
        };
}
