using System.Collections.Concurrent;

namespace HotChocolate.Execution;

/// <summary>
/// Keeps documents in memory, bounded; when it is full the oldest are forgotten, and clients send them again.
/// </summary>
internal sealed class InMemoryDocumentStorage : IOperationDocumentStorage
{
    private const int MaxCharacters = 8 * 1024 * 1024;

    /// <summary>What an entry takes besides its text, counted in characters.</summary>
    private const int EntryOverhead = 256;

    private readonly ConcurrentDictionary<string, string> _documents = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<string> _order = new();
    private int _characters;

    public ValueTask<string?> TryReadAsync(string id, CancellationToken cancellationToken)
        => ValueTask.FromResult(_documents.GetValueOrDefault(id));

    public ValueTask SaveAsync(string id, string document, CancellationToken cancellationToken)
    {
        lock (_order)
        {
            if (document.Length > MaxCharacters / 8 || !_documents.TryAdd(id, document))
            {
                return ValueTask.CompletedTask;
            }

            _order.Enqueue(id);
            _characters += document.Length + EntryOverhead;
            while (_characters > MaxCharacters && _documents.TryRemove(_order.Dequeue(), out string? oldest))
            {
                _characters -= oldest.Length + EntryOverhead;
            }
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>Reads documents from a folder: the file of document <c>x</c> is <c>x.graphql</c>.</summary>
internal sealed class FileSystemDocumentStorage(string folder) : IOperationDocumentStorage
{
    public async ValueTask<string?> TryReadAsync(string id, CancellationToken cancellationToken)
    {
        string file = System.IO.Path.Combine(folder, id + ".graphql");
        return File.Exists(file)
            ? await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)
            : null;
    }

    public ValueTask SaveAsync(string id, string document, CancellationToken cancellationToken)
        => ValueTask.CompletedTask;
}
