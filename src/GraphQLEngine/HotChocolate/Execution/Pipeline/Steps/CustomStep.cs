namespace HotChocolate.Execution;

/// <summary>Runs custom request middleware.</summary>
internal sealed class CustomStep
{
    private readonly PipelineParts _parts;
    private readonly RequestDelegate _middleware;

    private CustomStep(RequestMiddleware middleware, PipelineParts parts, PipelineDelegate next)
    {
        _parts = parts;
        _middleware = middleware(context => next(((Context)context).State));
    }

    /// <summary>Makes a step of the middleware.</summary>
    public static RequestStep Of(RequestMiddleware middleware)
        => new("Request", (parts, next) => new CustomStep(middleware, parts, next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state) => _middleware(new Context(state, _parts));

    private sealed class Context(RequestState state, PipelineParts parts) : IRequestContext
    {
        private Dictionary<string, object?>? _contextData;

        public RequestState State => state;

        public IDictionary<string, object?> ContextData
            => _contextData ??= new Dictionary<string, object?>(state.Request.GlobalState ?? EmptyState);

        public IServiceProvider Services => state.Request.Services ?? parts.Services;

        public CancellationToken RequestAborted => state.Limited;

        public IExecutionResult? Result
        {
            get => state.Result;
            set => state.Result = value;
        }

        private static IReadOnlyDictionary<string, object?> EmptyState { get; } = new Dictionary<string, object?>();
    }
}
