namespace HotChocolate.Execution;

/// <summary>
/// Takes a request on from some step of the pipeline to its end. The result is then in
/// <see cref="RequestState.Result"/>.
/// </summary>
internal delegate ValueTask PipelineDelegate(RequestState state);

/// <summary>One step of the pipeline, by upstream's name.</summary>
/// <param name="Name">The name of the method that adds it, without <c>Use</c>.</param>
/// <param name="Create">Makes the step in front of the steps behind it.</param>
internal sealed record RequestStep(string Name, Func<PipelineParts, PipelineDelegate, PipelineDelegate> Create);
