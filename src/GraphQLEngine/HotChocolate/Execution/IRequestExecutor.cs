namespace HotChocolate.Execution;

/// <summary>Executes operations against one schema.</summary>
public interface IRequestExecutor
{
    /// <summary>The schema; its text is its SDL.</summary>
    ISchema Schema { get; }

    /// <summary>
    /// Executes a request. What is wrong with the request, or fails on the way, is in the result;
    /// nothing is thrown for it.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<IExecutionResult> ExecuteAsync(IOperationRequest request, CancellationToken cancellationToken = default);
}

/// <summary>A request, made by <see cref="OperationRequestBuilder"/>.</summary>
public interface IOperationRequest;

/// <summary>What became of a request: one response, or the responses of a subscription one after another.</summary>
public interface IExecutionResult : IAsyncDisposable;

/// <summary>One response.</summary>
public interface IOperationResult : IExecutionResult
{
    /// <summary>The errors in the response, if any.</summary>
    IReadOnlyList<IError>? Errors { get; }
}
