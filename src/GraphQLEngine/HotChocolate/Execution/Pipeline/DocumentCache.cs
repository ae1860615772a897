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

    /// <summary>The prepared document of the text, prepared now if it is not at hand.</summary>
    public PreparedDocument GetOrAdd(string text, Func<string, PreparedDocument> prepare)
    {
        if (_young.TryGetValue(text, out PreparedDocument? document))
        {
            return document;
        }

        document = _old.TryGetValue(text, out PreparedDocument? kept) ? kept : prepare(text);
        if (text.Length <= MaxDocumentLength)
        {
            Add(text, document);
        }

        return document;
    }

    private void Add(string text, PreparedDocument document)
    {
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
