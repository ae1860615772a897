using System.Text.Json;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Where documents are stored under an identifier.</summary>
internal interface IOperationDocumentStorage
{
    /// <summary>The document's text, or null if there is none of that identifier.</summary>
    ValueTask<string?> TryReadAsync(string id, CancellationToken cancellationToken);

    /// <summary>Stores a document. Storages that people fill by other means do nothing.</summary>
    ValueTask SaveAsync(string id, string document, CancellationToken cancellationToken);
}

/// <summary>How identifiers of documents are treated.</summary>
internal enum PersistedDocumentMode
{
    /// <summary>Requests bring their documents; identifiers are unknown.</summary>
    None,

    /// <summary>Clients store documents by sending them once with their hash.</summary>
    Automatic,

    /// <summary>The stored documents are given.</summary>
    Trusted,
}

/// <summary>
/// Finds the document of a request that names one instead of bringing it: by the <c>persistedQuery</c> extension
/// (Apollo's automatic persisted queries) or by a document identifier.
/// </summary>
internal sealed class PersistedDocuments(
    PersistedDocumentMode mode, IOperationDocumentStorage? storage, bool onlyPersisted)
{
    /// <summary>The document of a request that brings it and names none, without waiting; else null.</summary>
    public (string? Document, OperationResult? Refusal)? TryFind(OperationRequest request)
        => request.Document is { } document && !onlyPersisted && IdentifierOf(request) is null
            ? (document, null)
            : null;

    /// <summary>The text of the request's document, or why there is none.</summary>
    public async ValueTask<(string? Document, OperationResult? Refusal)> FindAsync(
        OperationRequest request, CancellationToken cancellationToken)
    {
        string? id = IdentifierOf(request);
        if (mode == PersistedDocumentMode.Automatic && id is not null && request.Document is not null)
        {
            return CheckHash(id, request.Document);
        }

        if (request.Document is not null)
        {
            return onlyPersisted ? (null, NotPersisted()) : (request.Document, null);
        }

        if (id is null)
        {
            return (null, Refuse(
                RequestErrorKind.Document, "The request has neither `query` nor the identifier of a stored document.",
                ErrorCodes.Syntax));
        }

        string? document = mode == PersistedDocumentMode.None || !IsPlausible(id)
            ? null
            : await storage!.TryReadAsync(id, cancellationToken).ConfigureAwait(false);
        return document is not null
            ? (document, null)
            : (null, Refuse(
                RequestErrorKind.PersistedDocumentNotFound, "PersistedQueryNotFound",
                ErrorCodes.PersistedDocumentNotFound));
    }

    /// <summary>Keeps the valid document of a request that came with its hash.</summary>
    public ValueTask KeepAsync(OperationRequest request, CancellationToken cancellationToken)
        => mode == PersistedDocumentMode.Automatic
            && request.Document is { } document && IdentifierOf(request) is { } id
            ? storage!.SaveAsync(id, document, cancellationToken)
            : ValueTask.CompletedTask;

    private (string? Document, OperationResult? Refusal) CheckHash(string id, string document)
        => onlyPersisted ? (null, NotPersisted())
            : string.Equals(id, PreparedDocument.HashOf(document), StringComparison.OrdinalIgnoreCase)
                ? (document, null)
            : (null, Refuse(
                RequestErrorKind.Document, "`sha256Hash` is not the SHA-256 hash of `query`.", ErrorCodes.Syntax));

    private static string? IdentifierOf(OperationRequest request)
        => request.Extensions.ValueKind == JsonValueKind.Object
            && request.Extensions.TryGetProperty("persistedQuery", out JsonElement persistedQuery)
            && persistedQuery.ValueKind == JsonValueKind.Object
            && persistedQuery.TryGetProperty("sha256Hash", out JsonElement hash)
            && StringScalar.TryRead(hash, out string? id)
                ? id
                : request.DocumentId;

    /// <summary>
    /// Identifiers become file names and cache keys, so nothing but hashes and plain names is looked up.
    /// </summary>
    private static bool IsPlausible(string id)
        => id.Length is > 0 and <= 128
            && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    private static OperationResult NotPersisted() => Refuse(
        RequestErrorKind.PersistedDocumentRequired,
        "Only stored documents are served here; the request has to name one by its identifier.",
        ErrorCodes.OnlyPersistedDocuments);

    private static OperationResult Refuse(RequestErrorKind kind, string message, string code)
        => new(kind, [new Error(message) { Code = code }]);
}
