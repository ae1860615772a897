using System.Runtime.CompilerServices;

namespace HotChocolate.Execution;

/// <summary>
/// Executes a subscription: https://spec.graphql.org/September2025/#sec-Subscription. Opens the stream of events,
/// and has the operation executed for each of them.
/// </summary>
/// <param name="selection">The one field of the operation's root.</param>
/// <param name="variables">The coerced variables.</param>
/// <param name="openTimeout">How long opening the stream may take.</param>
/// <param name="createContext">Makes what resolvers share.</param>
/// <param name="cursorOf">
/// Gives the cursor of an event, and of null the place up to which everything has been sent.
/// </param>
/// <param name="execute">Executes the operation for an event. Only cancellation throws.</param>
internal sealed class SubscriptionExecution(
    Selection selection,
    VariableValues variables,
    TimeSpan openTimeout,
    Func<CancellationToken, RequestContext> createContext,
    Func<object?, string?> cursorOf,
    Func<object?, CancellationToken, ValueTask<OperationResult>> execute)
{
    private CancellationTokenSource? _lifetime;
    private PendingField? _call;

    /// <summary>The stream of responses, or the response that says why there is none.</summary>
    public async ValueTask<IExecutionResult> OpenAsync(CancellationToken cancellationToken)
    {
        // Whatever the subscription holds on to lets go with this token, whether or not it is ever read.
        _lifetime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        RequestContext context = createContext(_lifetime.Token);
        try
        {
            ArgumentValues arguments = selection.CoerceArguments(variables);
            context.Place.Push(selection.ResponseKey);
            _call = new PendingField(context, selection, arguments, null);
            IAsyncEnumerable<object?> events = await selection.Field.Subscribe!(_call).AsTask()
                .WaitAsync(openTimeout, cancellationToken).ConfigureAwait(false);
            return new ResponseStream(token => ReadAsync(events, token), () => cursorOf(null), CloseAsync);
        }
        catch (Exception exception)
        {
            await CloseAsync().ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            return Failure(context, exception);
        }
    }

    private async IAsyncEnumerable<OperationResult> ReadAsync(
        IAsyncEnumerable<object?> events, [EnumeratorCancellation] CancellationToken cancellationToken)
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
                    failure = Failure(createContext(cancellationToken), exception);
                }

                if (failure is not null)
                {
                    yield return failure;
                    yield break;
                }

                object? message = source.Current;
                OperationResult result = await execute(message, cancellationToken).ConfigureAwait(false);
                result.Cursor = cursorOf(message);
                yield return result;
            }
        }
        finally
        {
            await CloseAsync().ConfigureAwait(false);
        }
    }

    private OperationResult Failure(RequestContext context, Exception exception)
    {
        context.Report(exception, selection, [selection.ResponseKey]);
        return new OperationResult(RequestErrorKind.Request, context.Errors);
    }

    private async ValueTask CloseAsync()
    {
        if (Interlocked.Exchange(ref _lifetime, null) is { } lifetime)
        {
            await lifetime.CancelAsync().ConfigureAwait(false);
            lifetime.Dispose();
            if (_call is not null)
            {
                await _call.CloseAsync().ConfigureAwait(false);
            }
        }
    }
}
