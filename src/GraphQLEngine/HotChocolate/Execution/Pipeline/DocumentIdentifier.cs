using System.Text.Json;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>The identifiers by which requests name documents that are stored on the server.</summary>
internal static class DocumentIdentifier
{
    /// <summary>
    /// The identifier in the <c>persistedQuery</c> extension (Apollo's automatic persisted queries), else the
    /// request's own; null where it has neither.
    /// </summary>
    public static string? Of(OperationRequest request)
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
    public static bool IsPlausible(string id)
        => id.Length is > 0 and <= 128
            && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
