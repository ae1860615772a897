namespace HotChocolate.Execution;

/// <summary>The messages of one subscription.</summary>
public interface ISourceStream<out TMessage> : IAsyncDisposable
{
    /// <summary>
    /// Reads the messages as they come, all of them and in order. A topic keeps a limited number for each reader,
    /// then senders wait for it; one that reads nothing for as long as they wait gets, after what was kept, a
    /// <see cref="GraphQLException"/> with the code <c>SUBSCRIPTION_OVERFLOW</c>, rather than a stream with gaps.
    /// </summary>
    IAsyncEnumerable<TMessage> ReadEventsAsync();
}
