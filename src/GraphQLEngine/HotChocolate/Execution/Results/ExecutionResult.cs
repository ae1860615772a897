using System.Buffers;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Why a request was refused before any of it was executed.</summary>
internal enum RequestErrorKind
{
    /// <summary>It was not refused: the response has data, null maybe.</summary>
    None,

    /// <summary>There is no document, it cannot be parsed, or it is not valid.</summary>
    Document,

    /// <summary>It does not say which operation, or a variable cannot be coerced.</summary>
    Request,

    /// <summary>The way in does not permit this kind of operation, e.g. a mutation over GET.</summary>
    OperationNotAllowed,

    /// <summary>The document is named by an identifier that is not known here.</summary>
    PersistedDocumentNotFound,

    /// <summary>Only stored documents are served.</summary>
    PersistedDocumentRequired,

    /// <summary>The server itself could not begin: upstream returns 500.</summary>
    Server,
}

/// <summary>One response: https://spec.graphql.org/September2025/#sec-Response-Format</summary>
internal sealed class OperationResult : IOperationResult, IDisposable
{
    private readonly ResponseBody? _data;

    /// <summary>A response to a request that was executed.</summary>
    public OperationResult(ResponseBody data, IReadOnlyList<IError> errors)
    {
        _data = data;
        Errors = errors;
    }

    /// <summary>A response to a request that was refused.</summary>
    public OperationResult(RequestErrorKind kind, IReadOnlyList<IError> errors)
    {
        RequestError = kind;
        Errors = errors;
    }

    public RequestErrorKind RequestError { get; }

    public IReadOnlyList<IError> Errors { get; }

    IReadOnlyList<IError>? IOperationResult.Errors => Errors;

    /// <summary>Entries of the response's <c>extensions</c>, if any.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }

    /// <summary>Of the event of a subscription: the place behind it; null if it has none.</summary>
    public string? Cursor { get; set; }

    /// <summary>Whether the response has a <c>data</c> entry, null maybe.</summary>
    public bool HasData => _data is not null;

    /// <summary>
    /// Whether the response is sent in parts, at the pace of the client. A smaller one is copied and its buffers given
    /// back, so that a client that reads slowly does not hold them.
    /// </summary>
    public bool IsLarge => _data?.Size > 64 * 1024;

    /// <summary>Writes the response as JSON.</summary>
    public void WriteTo(IBufferWriter<byte> output) => ResponseFormatter.Write(output, _data, Errors, Extensions);

    /// <summary>
    /// The response as JSON in parts, to be sent one after the other before the result is disposed.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ToParts()
    {
        var segments = new ResponseSegments();
        WriteTo(segments);
        return segments.Finish();
    }

    /// <summary>Gives the buffers back. The result cannot be written after that.</summary>
    public void Dispose() => _data?.Dispose();

    /// <inheritdoc cref="Dispose" />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>The responses of a subscription. Disposing it ends the subscription, read or not.</summary>
internal sealed class ResponseStream(
    Func<CancellationToken, IAsyncEnumerable<OperationResult>> read, Func<string?> findPlace, Func<ValueTask> close)
    : IExecutionResult
{
    /// <summary>
    /// The cursor of the place up to which everything has been sent that was read; null if there is none.
    /// </summary>
    public string? Place => findPlace();

    /// <summary>Reads the responses as they come. Cancelling ends the subscription. To be read once.</summary>
    public IAsyncEnumerable<OperationResult> ReadResultsAsync(CancellationToken cancellationToken)
        => read(cancellationToken);

    public ValueTask DisposeAsync() => close();
}

/// <summary>What comes of a request that was only prepared: nothing.</summary>
internal sealed class WarmupExecutionResult : IExecutionResult
{
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
