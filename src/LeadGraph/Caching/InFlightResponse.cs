namespace LeadGraph.Caching;

/// <summary>An answer that one request computes while others may wait for it.</summary>
/// <param name="key">What it depends on.</param>
/// <param name="started">When the computation began, as <see cref="TimeProvider.GetTimestamp"/> tells it.</param>
public sealed class InFlightResponse(byte[] key, long started)
{
    private readonly TaskCompletionSource<Outcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How the computation ended.</summary>
    public enum Ending
    {
        /// <summary>With an answer for everybody, be it of success or not.</summary>
        Answered,

        /// <summary>With what is for one caller alone: a stream, a refusal of that caller, too much to hold.</summary>
        NotShareable,

        /// <summary>Not at all: the caller who began it went away.</summary>
        Abandoned,

        /// <summary>With a failure that would have met everybody.</summary>
        Failed
    }

    /// <summary>What the answer depends on.</summary>
    public byte[] Key { get; } = key;

    /// <summary>When the computation began.</summary>
    public long Started { get; } = started;

    /// <summary>How it ends, once it does.</summary>
    public Task<Outcome> Result => _outcome.Task;

    /// <summary>Tells those who wait. Only the first call counts.</summary>
    /// <param name="ending">How it ended.</param>
    /// <param name="answer">The answer, where there is one for everybody.</param>
    /// <param name="failure">The failure, where there is one.</param>
    /// <param name="isStale">Whether the answer is an earlier one, as none could be computed.</param>
    public void Tell(Ending ending, CachedResponse? answer = null, Exception? failure = null, bool isStale = false)
        => _outcome.TrySetResult(new Outcome(ending, answer, failure, isStale));

    /// <summary>The end of a computation.</summary>
    /// <param name="Ending">How it ended.</param>
    /// <param name="Answer">The answer, where there is one for everybody.</param>
    /// <param name="Failure">The failure, where there is one.</param>
    /// <param name="IsStale">Whether the answer is an earlier one.</param>
    public sealed record Outcome(Ending Ending, CachedResponse? Answer, Exception? Failure, bool IsStale);
}
