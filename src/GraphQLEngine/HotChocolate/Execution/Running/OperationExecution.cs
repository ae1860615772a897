using System.Threading.Channels;
using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>
/// Executes one operation: https://spec.graphql.org/September2025/#sec-Executing-Operations. It walks the
/// selections and writes the response as it goes. Where a resolver has to be waited for it leaves a gap and
/// walks on, so that siblings run at the same time; when the value comes, the walk goes on from the gap, behind
/// what has been written. Only the walk touches the buffer, and there is one walk at a time.
/// </summary>
internal sealed class OperationExecution
{
    private readonly RequestContext _request;
    private readonly OperationPlan _plan;
    private readonly ValueWriter _writer;
    private Channel<PendingField?>? _arrivals;
    private List<Task>? _closing;

    public OperationExecution(RequestContext request, OperationPlan plan)
    {
        _request = request;
        _plan = plan;
        _writer = new ValueWriter(request, this);
    }

    /// <summary>Executes the operation on a root value.</summary>
    /// <exception cref="OperationCanceledException">The caller left, or the time was over.</exception>
    public ValueTask<OperationResult> ExecuteAsync(object? rootValue)
        => SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default
            ? BeginAsync(rootValue)
            : LeaveContextAsync(rootValue);

    /// <summary>
    /// Executes the operation outside of the caller's context: resolvers would go on by way of it after they waited,
    /// where <see cref="BatchScheduler"/> does not see that they run.
    /// </summary>
    private ValueTask<OperationResult> LeaveContextAsync(object? rootValue)
    {
        if (TaskScheduler.Current != TaskScheduler.Default)
        {
            return new(Task.Run(() => BeginAsync(rootValue).AsTask()));
        }

        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return BeginAsync(rootValue);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private ValueTask<OperationResult> BeginAsync(object? rootValue)
    {
        if (_plan.Root.Failure is { } failure)
        {
            _writer.FailRoot(failure);
            return ValueTask.FromResult(_writer.Finish());
        }

        if (_plan.Operation.Operation == OperationType.Mutation)
        {
            return FinishAsync(DrainSeriallyAsync(rootValue));
        }

        try
        {
            _writer.WriteRoot(_plan.Root.Selections, rootValue, isLast: true);
        }
        catch
        {
            Abandon();
            throw;
        }

        return _writer.PendingCount == 0 && _closing is null
            ? ValueTask.FromResult(_writer.Finish())
            : FinishAsync(DrainAsync());
    }

    private async ValueTask<OperationResult> FinishAsync(ValueTask drained)
    {
        try
        {
            await drained.ConfigureAwait(false);
            return _writer.Finish();
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    /// <summary>One root field after another: https://spec.graphql.org/September2025/#sec-Serial-Execution</summary>
    private async ValueTask DrainSeriallyAsync(object? rootValue)
    {
        Selection[] selections = _plan.Root.Selections;
        int written = 0;
        do
        {
            int count = Math.Min(1, selections.Length);
            bool isLast = written + count == selections.Length;
            _writer.WriteRoot(selections.AsSpan(written, count), rootValue, isLast);
            await DrainAsync().ConfigureAwait(false);
            written++;
        }
        while (written < selections.Length);
    }

    /// <summary>Goes on with the walk as values come, until none is missing.</summary>
    private async ValueTask DrainAsync()
    {
        while (_writer.PendingCount > 0)
        {
            while (_arrivals!.Reader.TryRead(out PendingField? field))
            {
                if (field is not null)
                {
                    _writer.Continue(field);
                }
            }

            if (_writer.PendingCount > 0 && !_request.TryBeginBatches(_arrivals.Reader))
            {
                await _arrivals.Reader.WaitToReadAsync(_request.Aborted).ConfigureAwait(false);
            }
        }

        if (_closing is { } closing)
        {
            _closing = null;
            await Task.WhenAll(closing).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a field whose value is not there yet; then <see cref="ValueWriter.Continue"/> is due.</summary>
    public void Await(PendingField field, ValueTask<object?> value)
    {
        if (_arrivals is null)
        {
            _arrivals = Channel.CreateUnbounded<PendingField?>(new UnboundedChannelOptions { SingleReader = true });
            _request.WhenBatchIsReady(() => _arrivals.Writer.TryWrite(null));
        }

        field.Await(value, () => _arrivals.Writer.TryWrite(field));
    }

    /// <summary>Takes a resolver's call whose value has been completed.</summary>
    public void Close(PendingField field)
    {
        ValueTask closing = field.CloseAsync();
        if (!closing.IsCompletedSuccessfully)
        {
            (_closing ??= []).Add(closing.AsTask());
        }
    }

    /// <summary>
    /// Nobody waits for the response any more; resolvers that still run keep their scopes until they end.
    /// </summary>
    private void Abandon()
    {
        int left = _writer.PendingCount;
        _writer.Dispose();
        if (left > 0)
        {
            _ = CloseArrivalsAsync(left);
        }
    }

    private async Task CloseArrivalsAsync(int left)
    {
        while (left > 0)
        {
            while (_arrivals!.Reader.TryRead(out PendingField? field))
            {
                if (field is not null)
                {
                    left--;
                    field.Observe();
                    await field.CloseAsync().ConfigureAwait(false);
                }
            }

            // Batches are begun still, though their token is cancelled: resolvers that wait for them have to end.
            if (left > 0 && !_request.TryBeginBatches(_arrivals.Reader))
            {
                await _arrivals.Reader.WaitToReadAsync().ConfigureAwait(false);
            }
        }
    }
}
