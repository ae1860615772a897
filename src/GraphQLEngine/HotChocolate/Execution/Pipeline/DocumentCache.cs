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
    private const int MaxCharacters = 1024 * 1024;

    /// <summary>Longer documents are prepared for each request: no client sends many of them.</summary>
    private const int MaxDocumentLength = 128 * 1024;

    private readonly Lock _lock = new();
    private volatile ConcurrentDictionary<string, PreparedDocument> _young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, PreparedDocument> _old = new(StringComparer.Ordinal);
    private int _count;
    private int _characters;

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

    /// <summary>Keeps a document, unless it is very long.</summary>
    public void Add(string text, PreparedDocument document)
    {
        if (text.Length > MaxDocumentLength)
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
            _characters += text.Length;
            if (_count > MaxDocuments || _characters > MaxCharacters)
            {
                (_old, _young) = (_young, new ConcurrentDictionary<string, PreparedDocument>(StringComparer.Ordinal));
                (_count, _characters) = (0, 0);
            }
        }
    }
}
