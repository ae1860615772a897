using System.Diagnostics;
using HotChocolate.CostAnalysis;
using HotChocolate.Execution.Options;
using HotChocolate.Language;
using HotChocolate.Types;

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
    int maxVariableTokens,
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
        var state = new RequestState();
        IExecutionResult result;
        try
        {
            result = await ExecuteAsync(request, rootValue, state, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            result = Fail(exception, state);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new OperationCanceledException("The caller left.", exception, cancellationToken);
        }

        if (result is OperationResult response)
        {
            diagnostics.End(activity, state, response.Errors);
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
            return Refuse(RequestErrorKind.Document, document.Errors, state);
        }

        if (document.GetOperation(request.OperationName, out Error? selectionError) is not { } operation)
        {
            return Refuse(RequestErrorKind.Request, [selectionError!], state);
        }

        await persistedDocuments.KeepAsync(request, cancellationToken).ConfigureAwait(false);
        state.Operation = operation;
        if (!request.Allowed.Includes(operation.Operation.Operation))
        {
            return Refuse(
                RequestErrorKind.OperationNotAllowed,
                [new Error("This kind of operation is not allowed here.")],
                state);
        }

        if (VariableSize.Exceeds(request.Variables, maxVariableTokens))
        {
            return Refuse(
                RequestErrorKind.Request,
                [new Error($"The variables have more than {maxVariableTokens} tokens.") { Code = ErrorCodes.Syntax }],
                state);
        }

        var errors = new List<IError>();
        VariableValues variables = VariableCoercion.Coerce(
            schema, operation.Operation, request.Variables, options.TellsNames, errors);
        if (errors.Count > 0)
        {
            return Refuse(RequestErrorKind.Request, errors, state);
        }

        if (operation.Cost.Check(cost, variables.Literal) is { } costError)
        {
            return Refuse(RequestErrorKind.Request, [costError], state);
        }

        OperationPlan plan = operation.PlanFor(variables);
        var run = new OperationRun(request, plan, variables, state);
        return plan.Operation.Operation == OperationType.Subscription
            ? await Subscribe(run).OpenAsync(cancellationToken).ConfigureAwait(false)
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
        catch (ResponseTooLargeException tooLarge)
        {
            return Refuse(
                RequestErrorKind.Request,
                [new Error($"{tooLarge.Message} Ask for less at a time.") { Code = ErrorCodes.ResponseTooLarge }],
                run.State);
        }
        catch (LargeBuffersExhaustedException busy)
        {
            return Refuse(RequestErrorKind.Request, [new Error(busy.Message) { Code = ErrorCodes.Busy }], run.State);
        }
        catch (Exception exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            run.State.Cause ??= exception;
            double seconds = options.ExecutionTimeout.TotalSeconds;
            return Refuse(
                RequestErrorKind.Server,
                [new Error($"The request took longer than {seconds:0.#} seconds.") { Code = ErrorCodes.Timeout }],
                run.State);
        }
    }

    private SubscriptionExecution Subscribe(OperationRun run) => new(
        run,
        options.ExecutionTimeout,
        aborted => Context(run, aborted),
        (message, cancellationToken) => RunEventAsync(run, message, cancellationToken));

    private async ValueTask<OperationResult> RunEventAsync(
        OperationRun run, object? message, CancellationToken cancellationToken)
    {
        using Activity? activity = ExecutionDiagnostics.Begin();
        RequestState state = run.State.ForEvent();
        OperationResult result;
        try
        {
            result = await RunAsync(run with { State = state }, message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            result = Fail(exception, state);
        }

        diagnostics.End(activity, state, result.Errors);
        return result;
    }

    private RequestContext Context(OperationRun run, CancellationToken aborted) => new(
        schema,
        run.Request,
        run.Request.Services ?? services,
        run.Variables,
        error => Filter(error, run.State),
        options.IncludeExceptionDetails,
        aborted);

    private OperationResult Refuse(RequestErrorKind kind, IReadOnlyList<IError> errors, RequestState state)
        => new(kind, errorFilters.Count == 0 ? errors : [.. errors.Select(error => Filter(error, state))]);

    private OperationResult Fail(Exception exception, RequestState state)
        => new(RequestErrorKind.Server, [Filter(Unexpected with { Exception = exception }, state)]);

    /// <summary>
    /// What a filter leaves of an error; a filter that fails itself leaves nothing but that there is one.
    /// </summary>
    private IError Filter(IError error, RequestState state)
    {
        IError filtered = error;
        try
        {
            foreach (IErrorFilter filter in errorFilters)
            {
                filtered = filter.OnError(filtered);
            }
        }
        catch (Exception failure)
        {
            filtered = error as Error is { } placed
                ? Unexpected with { Exception = failure, Path = placed.Path, Locations = placed.Locations }
                : Unexpected with { Exception = failure };
        }

        state.Cause ??= filtered.Exception;
        return filtered;
    }

    private static Error Unexpected { get; } = new("Unexpected Execution Error");
}
