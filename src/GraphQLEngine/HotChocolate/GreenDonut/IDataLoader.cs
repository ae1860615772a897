namespace GreenDonut;

/// <summary>Loads values by key for one request: in batches, and each key once.</summary>
public interface IDataLoader;

/// <summary>Loads values by key for one request: in batches, and each key once.</summary>
public interface IDataLoader<in TKey, TValue> : IDataLoader
    where TKey : notnull
{
    /// <summary>
    /// The key's value, or null if it has none. It is loaded together with all keys that are asked for before
    /// the request has nothing else to do, and kept until the request ends.
    /// </summary>
    Task<TValue?> LoadAsync(TKey key, CancellationToken cancellationToken = default);
}
