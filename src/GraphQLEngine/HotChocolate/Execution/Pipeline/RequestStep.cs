namespace HotChocolate.Execution;

/// <summary>
/// Takes a request on from some step of the pipeline to its end. The result is then in
/// <see cref="RequestState.Result"/>.
/// </summary>
internal delegate ValueTask PipelineDelegate(RequestState state);

/// <summary>Calls of the rest of the pipeline.</summary>
internal static class PipelineCalls
{
    /// <summary>
    /// Takes a request on, so that a step that mostly need not wait is no async method. Never throws: a failure is the
    /// task's.
    /// </summary>
    public static ValueTask BeginAsync(this PipelineDelegate rest, RequestState state)
    {
        try
        {
            return rest(state);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(exception);
        }
    }
}

/// <summary>One step of the pipeline, by upstream's name.</summary>
/// <param name="Name">The name of the method that adds it, without <c>Use</c>.</param>
/// <param name="Create">Creates the step; it is given the steps that follow.</param>
internal sealed record RequestStep(string Name, Func<PipelineParts, PipelineDelegate, PipelineDelegate> Create);
