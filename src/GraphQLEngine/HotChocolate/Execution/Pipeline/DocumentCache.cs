using System.Collections.Concurrent;

namespace HotChocolate.Execution;

/// <summary>
/// Keeps prepared documents by their text, bounded in number and size. There are two generations: what is used
/// moves to the younger one; when that is full the older one is dropped. So what is in use stays, and finding it
/// takes no lock.
/// </summary>
internal sealed class DocumentCache
{
    private const int MaxDocuments = 512;

    /// <summary>What the documents of a generation may take, in bytes.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    /// <summary>Larger documents are prepared for each request: no client sends many of them.</summary>
    private const long MaxDocumentBytes = MaxBytes / 4;

    private readonly Lock _lock = new();
    private volatile ConcurrentDictionary<string, PreparedDocument> _young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, PreparedDocument> _old = new(StringComparer.Ordinal);
    private int _count;
    private long _bytes;

    /// <summary>The document of the text, or null if it is not at hand.</summary>
    public PreparedDocument? Find(string text)
    {
        if (_young.TryGetValue(text, out PreparedDocument? document))
        {
            return document;
        }

        if (_old.TryGetValue(text, out document))
        {
            Add(text, document);
        }

        return document;
    }

    /// <summary>Keeps a document, unless it is very large.</summary>
    public void Add(string text, PreparedDocument document)
    {
        long bytes = document.Size + (sizeof(char) * (long)text.Length);
        if (bytes > MaxDocumentBytes)
        {
            return;
        }

        lock (_lock)
        {
            if (!_young.TryAdd(text, document))
            {
                return;
            }

            _count++;
            _bytes += bytes;
            if (_count > MaxDocuments || _bytes > MaxBytes)
            {
                (_old, _young) = (_young, new ConcurrentDictionary<string, PreparedDocument>(StringComparer.Ordinal));
                (_count, _bytes) = (0, 0);
            }
        }
    }
}
