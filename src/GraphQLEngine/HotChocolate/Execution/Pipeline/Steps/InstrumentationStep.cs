using System.Diagnostics;

namespace HotChocolate.Execution;

/// <summary>Measures and traces the request; see <see cref="ExecutionDiagnostics"/>.</summary>
internal sealed class InstrumentationStep(ExecutionDiagnostics diagnostics, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "Instrumentation", (parts, next) => new InstrumentationStep(parts.Diagnostics, next).InvokeAsync);

    private async ValueTask InvokeAsync(RequestState state)
    {
        using Activity? activity = ExecutionDiagnostics.Begin();
        await next(state).ConfigureAwait(false);

        // The events of a subscription are measured each by itself.
        if (state.Result is OperationResult response)
        {
            diagnostics.End(activity, state, response.Errors);
        }
    }
}
