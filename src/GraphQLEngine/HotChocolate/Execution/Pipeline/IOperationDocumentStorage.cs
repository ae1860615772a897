namespace HotChocolate.Execution;

/// <summary>Where documents are stored under an identifier.</summary>
internal interface IOperationDocumentStorage
{
    /// <summary>The document's text, or null if there is none of that identifier.</summary>
    ValueTask<string?> TryReadAsync(string id, CancellationToken cancellationToken);

    /// <summary>Stores a document. Storages that people fill by other means do nothing.</summary>
    ValueTask SaveAsync(string id, string document, CancellationToken cancellationToken);
}
