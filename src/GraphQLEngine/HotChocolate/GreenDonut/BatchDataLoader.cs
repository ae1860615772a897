namespace GreenDonut;

/// <summary>A DataLoader whose values come in one call for many keys, e.g. one SQL statement.</summary>
public abstract class BatchDataLoader<TKey, TValue>(IBatchScheduler batchScheduler, DataLoaderOptions options)
    : IDataLoader<TKey, TValue>
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Promise> _cache = [];
    private List<TKey>? _open;

    /// <inheritdoc />
    public Task<TValue?> LoadAsync(TKey key, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TValue?>(cancellationToken);
        }

        List<TKey>? opened = null;
        Promise? promise;
        lock (_lock)
        {
            if (_cache.TryGetValue(key, out promise))
            {
                return promise.Task.IsCompleted ? promise.Task : promise.Again().Task;
            }

            promise = new Promise();
            _cache.Add(key, promise);
            if (_open is null || _open.Count >= Math.Max(1, options.MaxBatchSize))
            {
                _open = opened = [];
            }

            _open.Add(key);
        }

        if (opened is not null)
        {
            batchScheduler.Schedule(() => LoadAsync(opened));
        }

        return promise.Task;
    }

    /// <summary>Loads the values of distinct keys. A key without an entry in the result has no value.</summary>
    protected abstract Task<IReadOnlyDictionary<TKey, TValue>> LoadBatchAsync(
        IReadOnlyList<TKey> keys, CancellationToken cancellationToken);

    private async Task<Action> LoadAsync(List<TKey> keys)
    {
        lock (_lock)
        {
            if (_open == keys)
            {
                _open = null;
            }
        }

        try
        {
            IReadOnlyDictionary<TKey, TValue> values =
                await LoadBatchAsync(keys, batchScheduler.RequestAborted).ConfigureAwait(false);
            if (values is null)
            {
                throw new InvalidOperationException($"{GetType().Name}.{nameof(LoadBatchAsync)} returned null.");
            }

            // Looked up now: what fails here is told to those who wait, and handing out does nothing that can fail.
            TValue?[] found = [.. keys.Select(key => values.GetValueOrDefault(key))];
            return () => HandOut(keys, (promise, index) => promise.TrySetResult(found[index]));
        }
        catch (OperationCanceledException exception)
        {
            return () => HandOut(keys, (promise, _) => promise.TrySetCanceled(exception.CancellationToken));
        }
        catch (Exception exception)
        {
            return () => HandOut(keys, (promise, _) => promise.TrySetException(exception));
        }
    }

    private void HandOut(List<TKey> keys, Action<TaskCompletionSource<TValue?>, int> complete)
    {
        for (int index = 0; index < keys.Count; index++)
        {
            Promise promise;
            lock (_lock)
            {
                promise = _cache[keys[index]];
            }

            complete(promise, index);
            List<Promise>? others;
            lock (_lock)
            {
                others = promise.Others;
            }

            // There come no more: the key's value is known.
            for (int other = 0; other < others?.Count; other++)
            {
                complete(others[other], index);
            }
        }
    }

    /// <summary>
    /// A key's value for one who waits for it. Everybody goes on within the hand-out of the batch, so that the keys
    /// that they ask for next come together in one batch again. Therefore nobody shares a task: of several who await
    /// one, .NET resumes one at once, and leaves the others to the thread pool.
    /// </summary>
    private sealed class Promise : TaskCompletionSource<TValue?>
    {
        /// <summary>Those who asked for the key later, and before it was loaded.</summary>
        public List<Promise>? Others { get; private set; }

        public Promise Again()
        {
            var other = new Promise();
            (Others ??= []).Add(other);
            return other;
        }
    }
}
