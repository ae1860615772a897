namespace HotChocolate.Execution;

/// <summary>Takes requests through the pipeline, whose steps are listed in <see cref="PredefinedPipelines"/>.</summary>
internal sealed class RequestExecutor(PipelineParts parts, IReadOnlyList<RequestStep> steps) : IRequestExecutor
{
    private readonly PipelineDelegate _pipeline = PredefinedPipelines.Build(steps, parts);

    ISchema IRequestExecutor.Schema => parts.Schema;

    public Schema Schema => parts.Schema;

    public Task<IExecutionResult> ExecuteAsync(
        IOperationRequest request, CancellationToken cancellationToken = default)
        => ExecuteAsync((OperationRequest)request, cancellationToken).AsTask();

    /// <summary>Executes a request. Only cancellation by the caller throws.</summary>
    public ValueTask<IExecutionResult> ExecuteAsync(OperationRequest request, CancellationToken cancellationToken)
        => ExecuteAsync(request, null, cancellationToken);

    /// <summary>Executes a request on a root value.</summary>
    public ValueTask<IExecutionResult> ExecuteAsync(
        OperationRequest request, object? rootValue, CancellationToken cancellationToken)
    {
        var state = new RequestState(request, rootValue, cancellationToken);
        ValueTask done = _pipeline(state);
        return done.IsCompletedSuccessfully ? new(state.Result!) : AwaitAsync(done, state);

        static async ValueTask<IExecutionResult> AwaitAsync(ValueTask done, RequestState state)
        {
            await done.ConfigureAwait(false);
            return state.Result!;
        }
    }
}
