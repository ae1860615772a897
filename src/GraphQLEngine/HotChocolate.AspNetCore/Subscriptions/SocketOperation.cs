using HotChocolate.Execution;

namespace HotChocolate.AspNetCore.Subscriptions;

/// <summary>An operation that a client started, until its last message.</summary>
internal sealed class SocketOperation(string id, OperationRequest request)
{
    /// <summary>Never disposed: it has no timer, and the client may cancel while the operation ends.</summary>
    private readonly CancellationTokenSource _cancellation = new();
    private OperationRequest? _request = request;

    public string Id { get; } = id;

    /// <summary>Cancelled when the client has had enough, or is gone.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>What runs it.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>
    /// The request, once: the operation may be a subscription, which lives long and does not need it.
    /// </summary>
    public OperationRequest TakeRequest() => Interlocked.Exchange(ref _request, null)!;

    /// <summary>Its responses, if it is a subscription.</summary>
    public ResponseStream? Stream { get; set; }

    /// <summary>The cursor of the last event that was sent; null if there was none, or it has no cursor.</summary>
    public string? Cursor { get; set; }

    public void Cancel() => _cancellation.Cancel();

    /// <summary>
    /// Cancels it and waits until it has ended, also where what was to be told of the cancellation fails.
    /// </summary>
    public Task EndAsync() => Task.WhenAll(_cancellation.CancelAsync(), Completion);
}
