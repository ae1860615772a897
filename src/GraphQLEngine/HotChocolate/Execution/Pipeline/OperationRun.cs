using System.Diagnostics;

namespace HotChocolate.Execution;

/// <summary>An operation that is ready to be executed.</summary>
internal sealed record OperationRun(
    OperationRequest Request, OperationPlan Plan, VariableValues Variables, RequestState State);

/// <summary>What is known of a request so far, for diagnostics.</summary>
internal sealed class RequestState
{
    public long StartTimestamp { get; } = Stopwatch.GetTimestamp();

    public PreparedDocument? Document { get; set; }

    public PreparedOperation? Operation { get; set; }

    /// <summary>The first exception that was not the client's doing and that no error filter has taken.</summary>
    public Exception? Cause { get; set; }

    /// <summary>The state of one event's execution within a subscription.</summary>
    public RequestState ForEvent() => new() { Document = Document, Operation = Operation };
}
