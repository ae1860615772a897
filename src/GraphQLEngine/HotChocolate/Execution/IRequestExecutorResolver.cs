namespace HotChocolate.Execution;

/// <summary>Gives the executor of a schema to those who do not execute requests over HTTP.</summary>
public interface IRequestExecutorResolver
{
    /// <summary>The executor.</summary>
    /// <param name="schemaName">The schema's name; there is one schema in an application.</param>
    /// <param name="cancellationToken">Ends the waiting for it.</param>
    ValueTask<IRequestExecutor> GetRequestExecutorAsync(
        string? schemaName = null, CancellationToken cancellationToken = default);
}

internal sealed class RequestExecutorResolver(IRequestExecutor executor) : IRequestExecutorResolver
{
    public ValueTask<IRequestExecutor> GetRequestExecutorAsync(
        string? schemaName = null, CancellationToken cancellationToken = default) => new(executor);
}
