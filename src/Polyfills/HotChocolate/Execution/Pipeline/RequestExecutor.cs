using System.Diagnostics;
using System.Runtime.CompilerServices;
using HotChocolate.CostAnalysis;
using HotChocolate.Execution.Options;
using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>
/// Takes a request through its stages: find the document, parse and validate it (once, then from the cache),
/// choose the operation, coerce the variables, check the cost, plan, execute.
/// </summary>
internal sealed class RequestExecutor(
    Schema schema,
    DocumentPreparer preparer,
    PersistedDocuments persistedDocuments,
    CostOptions cost,
    IServiceProvider services,
    IReadOnlyList<IErrorFilter> errorFilters,
    RequestExecutorOptions options,
    ExecutionDiagnostics diagnostics) : IRequestExecutor
{
    ISchema IRequestExecutor.Schema => schema;

    public Schema Schema => schema;

    public async Task<IExecutionResult> ExecuteAsync(
        IOperationRequest request, CancellationToken cancellationToken = default)
        => await ExecuteAsync((OperationRequest)request, cancellationToken).ConfigureAwait(false);

    /// <summary>Executes a request. Only cancellation by the caller throws.</summary>
    public ValueTask<IExecutionResult> ExecuteAsync(OperationRequest request, CancellationToken cancellationToken)
        => ExecuteAsync(request, null, cancellationToken);

    /// <summary>Executes a request on a root value.</summary>
    public async ValueTask<IExecutionResult> ExecuteAsync(
        OperationRequest request, object? rootValue, CancellationToken cancellationToken)
    {
        using Activity? activity = ExecutionDiagnostics.Begin();
        var state = new RequestState(Stopwatch.GetTimestamp());
        IExecutionResult result;
        try
        {
            result = await ExecuteAsync(request, rootValue, state, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            state.Cause ??= exception;
            result = new OperationResult(
                RequestErrorKind.Server, [Filter(new Error("Unexpected Execution Error") { Exception = exception })]);
        }

        if (result is OperationResult response)
        {
            diagnostics.End(
                activity, state.StartTimestamp, state.Document, state.Operation?.Operation, response.Errors, state.Cause);
        }

        return result;
    }

    private async ValueTask<IExecutionResult> ExecuteAsync(
        OperationRequest request, object? rootValue, RequestState state, CancellationToken cancellationToken)
    {
        (string? text, OperationResult? refusal) = persistedDocuments.TryFind(request)
            ?? await persistedDocuments.FindAsync(request, cancellationToken).ConfigureAwait(false);
        if (text is null)
        {
            return refusal!;
        }

        PreparedDocument document = state.Document = preparer.Prepare(text);
        if (document.Errors.Count > 0)
        {
            return Refuse(RequestErrorKind.Document, document.Errors);
        }

        if (document.GetOperation(request.OperationName, out Error? selectionError) is not { } operation)
        {
            return Refuse(RequestErrorKind.Request, [selectionError!]);
        }

        state.Operation = operation;
        if (!request.Allowed.Includes(operation.Operation.Operation))
        {
            return Refuse(
                RequestErrorKind.OperationNotAllowed, [new Error("This kind of operation is not allowed here.")]);
        }

        var errors = new List<IError>();
        VariableValues variables = VariableCoercion.Coerce(schema, operation.Operation, request.Variables, errors);
        if (errors.Count > 0)
        {
            return Refuse(RequestErrorKind.Request, errors);
        }

        if (operation.Cost.Check(cost, variables.Literal) is { } costError)
        {
            return Refuse(RequestErrorKind.Request, [costError]);
        }

        OperationPlan plan = operation.PlanFor(variables);
        var run = new OperationRun(request, plan, variables, state);
        return plan.Operation.Operation == OperationType.Subscription
            ? await SubscribeAsync(run, cancellationToken).ConfigureAwait(false)
            : await RunAsync(run, rootValue, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Executes the operation once: a query, a mutation or one event of a subscription.</summary>
    private async ValueTask<OperationResult> RunAsync(
        OperationRun run, object? rootValue, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ExecutionTimeout);
        try
        {
            var execution = new OperationExecution(Context(run, limit.Token), run.Plan);
            return await execution.ExecuteAsync(rootValue).ConfigureAwait(false);
        }
        catch (Exception exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            run.State.Cause ??= exception;
            double seconds = options.ExecutionTimeout.TotalSeconds;
            return Refuse(
                RequestErrorKind.Server,
                [new Error($"The request took longer than {seconds:0.#} seconds.") { Code = ErrorCodes.Timeout }]);
        }
    }

    /// <summary>https://spec.graphql.org/September2025/#sec-Subscription</summary>
    private async ValueTask<IExecutionResult> SubscribeAsync(OperationRun run, CancellationToken cancellationToken)
    {
        Selection selection = run.Plan.Root.Selections[0];
        RequestContext context = Context(run, cancellationToken);
        try
        {
            ArgumentValues arguments = ArgumentValues.Coerce(
                selection.Field.Arguments, selection.Nodes[0].Arguments, selection.Nodes[0], run.Variables);
            var call = new PendingField(context, selection, arguments, null);
            IAsyncEnumerable<object?> events = await selection.Field.Subscribe!(call).ConfigureAwait(false);
            return new ResponseStream(token => RespondAsync(run, events, call, token));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            context.Report(exception, selection, [selection.ResponseKey]);
            return new OperationResult(RequestErrorKind.Request, context.Errors);
        }
    }

    private async IAsyncEnumerable<OperationResult> RespondAsync(
        OperationRun run,
        IAsyncEnumerable<object?> events,
        PendingField call,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            IAsyncEnumerator<object?> source = events.GetAsyncEnumerator(cancellationToken);
            await using ConfiguredAsyncDisposable disposal = source.ConfigureAwait(false);
            while (true)
            {
                OperationResult? failure = null;
                try
                {
                    if (!await source.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    RequestContext context = Context(run, cancellationToken);
                    context.Report(exception, call.Selection, [call.Selection.ResponseKey]);
                    failure = new OperationResult(RequestErrorKind.Request, context.Errors);
                }

                yield return failure ?? await RunEventAsync(run, source.Current, cancellationToken).ConfigureAwait(false);
                if (failure is not null)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await call.CloseAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<OperationResult> RunEventAsync(
        OperationRun run, object? message, CancellationToken cancellationToken)
    {
        using Activity? activity = ExecutionDiagnostics.Begin();
        OperationRun ofEvent = run with { State = run.State.ForEvent() };
        OperationResult result = await RunAsync(ofEvent, message, cancellationToken).ConfigureAwait(false);
        diagnostics.End(
            activity, ofEvent.State.StartTimestamp, run.State.Document, run.Plan.Operation, result.Errors,
            ofEvent.State.Cause);
        return result;
    }

    private RequestContext Context(OperationRun run, CancellationToken aborted) => new(
        schema,
        run.Request,
        run.Request.Services ?? services,
        run.Variables,
        error =>
        {
            run.State.Cause ??= error.Exception;
            return Filter(error);
        },
        options.IncludeExceptionDetails,
        aborted);

    private OperationResult Refuse(RequestErrorKind kind, IReadOnlyList<IError> errors)
        => new(kind, errorFilters.Count == 0 ? errors : [.. errors.Select(Filter)]);

    private IError Filter(IError error)
    {
        foreach (IErrorFilter filter in errorFilters)
        {
            error = filter.OnError(error);
        }

        return error;
    }

    /// <summary>What is known of a request so far, for diagnostics.</summary>
    private sealed class RequestState(long startTimestamp)
    {
        public long StartTimestamp { get; } = startTimestamp;

        public PreparedDocument? Document { get; set; }

        public PreparedOperation? Operation { get; set; }

        /// <summary>The first exception that was not the client's doing.</summary>
        public Exception? Cause { get; set; }

        public RequestState ForEvent() => new(Stopwatch.GetTimestamp()) { Document = Document, Operation = Operation };
    }

    /// <summary>An operation that is ready to be executed.</summary>
    private sealed record OperationRun(
        OperationRequest Request, OperationPlan Plan, VariableValues Variables, RequestState State);
}
