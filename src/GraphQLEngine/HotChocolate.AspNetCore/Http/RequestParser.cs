using System.Text;
using System.Text.Json;
using HotChocolate.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace HotChocolate.AspNetCore.Http;

/// <summary>
/// Reads requests as clients write them: https://graphql.github.io/graphql-over-http/draft/#sec-Request
/// </summary>
internal static class RequestParser
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the JSON body of a request.</summary>
    /// <param name="body">The whole body, as UTF-8.</param>
    /// <param name="maxBatchSize">The most requests that an array may hold; 0 if there may be no array.</param>
    /// <param name="isBatch">Whether it is an array.</param>
    /// <exception cref="InvalidRequestException">It is not JSON, or not a request.</exception>
    public static IReadOnlyList<OperationRequest> ParseBody(
        ReadOnlySpan<byte> body, int maxBatchSize, out bool isBatch)
    {
        if (body.StartsWith(ByteOrderMark))
        {
            body = body[ByteOrderMark.Length..];
        }

        if (body.IsEmpty)
        {
            throw new InvalidRequestException("The request has no body.");
        }

        try
        {
            JsonText.Check(body);
            var reader = new Utf8JsonReader(body);
            reader.Read();
            isBatch = reader.TokenType == JsonTokenType.StartArray;
            IReadOnlyList<OperationRequest> requests = isBatch
                ? ParseBatch(body, ref reader, maxBatchSize)
                : [ParseObject(body, ref reader)];
            reader.Read();
            return requests;
        }
        catch (JsonException exception)
        {
            throw MalformedJson(exception);
        }
        catch (InvalidOperationException)
        {
            throw InvalidText();
        }
    }

    /// <summary>Reads a request that is an object within a message, of which nothing else is left to read.</summary>
    /// <exception cref="InvalidRequestException">It is not a request.</exception>
    public static OperationRequest ParsePayload(ReadOnlySpan<byte> json)
    {
        try
        {
            JsonText.Check(json);
            var reader = new Utf8JsonReader(json);
            reader.Read();
            return ParseObject(json, ref reader);
        }
        catch (InvalidOperationException)
        {
            throw InvalidText();
        }
    }

    /// <summary>Reads the parameters of a GET request.</summary>
    /// <exception cref="InvalidRequestException">They are not a request.</exception>
    public static OperationRequest ParseQuery(IQueryCollection query)
        => Complete(new OperationRequest
        {
            Document = Single(query, "query"),
            DocumentId = PersistedQuery.HashIn(SingleObject(query, "extensions"))
                ?? NullIfEmpty(Single(query, "id") ?? Single(query, "documentId")),
            OperationName = Single(query, "operationName"),
            Variables = SingleObject(query, "variables"),
        });

    /// <summary>Whether a GET request means to execute something.</summary>
    public static bool HasRequest(IQueryCollection query)
        => query.ContainsKey("query") || query.ContainsKey("id") || query.ContainsKey("documentId")
            || query.ContainsKey("extensions");

    public static InvalidRequestException MalformedJson(JsonException exception) => new(
        $"The request is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).",
        ErrorCodes.Syntax);

    private static InvalidRequestException InvalidText()
        => new("The request has a string that is not valid Unicode.", ErrorCodes.Syntax);

    private static List<OperationRequest> ParseBatch(
        ReadOnlySpan<byte> json, ref Utf8JsonReader reader, int maxBatchSize)
    {
        var requests = new List<OperationRequest>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (requests.Count == maxBatchSize)
            {
                throw new InvalidRequestException(maxBatchSize == 0
                    ? "Batches are not enabled here: send one request, an object, not an array."
                    : $"A batch may hold at most {maxBatchSize} requests.");
            }

            requests.Add(ParseObject(json, ref reader));
        }

        return requests.Count > 0 ? requests : throw new InvalidRequestException("The batch has no requests.");
    }

    private static OperationRequest ParseObject(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidRequestException(
                "A request is a JSON object with `query` and, where needed, `variables` and `operationName`.",
                ErrorCodes.Syntax);
        }

        string? document = null, id = null, documentId = null, operationName = null, hash = null;
        byte[] variables = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("query"u8))
            {
                document = ReadString(ref reader, "query");
            }
            else if (reader.ValueTextEquals("variables"u8))
            {
                variables = ReadObject(json, ref reader, "variables").ToArray();
            }
            else if (reader.ValueTextEquals("operationName"u8))
            {
                operationName = ReadString(ref reader, "operationName");
            }
            else if (reader.ValueTextEquals("extensions"u8))
            {
                hash = PersistedQuery.HashIn(ReadObject(json, ref reader, "extensions"));
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                id = ReadString(ref reader, "id");
            }
            else if (reader.ValueTextEquals("documentId"u8))
            {
                documentId = ReadString(ref reader, "documentId");
            }
            else
            {
                reader.Skip();
            }
        }

        return Complete(new OperationRequest
        {
            Document = document,
            DocumentId = hash ?? NullIfEmpty(id ?? documentId),
            OperationName = operationName,
            Variables = variables,
        });
    }

    private static string? ReadString(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Null => null,
            _ => throw new InvalidRequestException($"`{name}` must be a string or null.", ErrorCodes.Syntax),
        };
    }

    private static ReadOnlySpan<byte> ReadObject(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
        {
            throw NotAnObject(name);
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static string? Single(IQueryCollection query, string name)
    {
        StringValues values = query[name];
        return values.Count > 1
            ? throw new InvalidRequestException($"`{name}` is given more than once.")
            : values.FirstOrDefault();
    }

    private static byte[] SingleObject(IQueryCollection query, string name)
    {
        string? text = Single(query, name);
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        try
        {
            byte[] json = Encoding.UTF8.GetBytes(text);
            JsonText.Check(json);
            var reader = new Utf8JsonReader(json);
            ReadObject(json, ref reader, name);
            reader.Read();
            return json;
        }
        catch (JsonException)
        {
            throw new InvalidRequestException($"`{name}` is not valid JSON.", ErrorCodes.Syntax);
        }
        catch (InvalidOperationException)
        {
            throw InvalidText();
        }
    }

    private static InvalidRequestException NotAnObject(string name)
        => new($"`{name}` must be an object or null.", ErrorCodes.Syntax);

    /// <summary>
    /// Refuses a request without a document, and takes empty names for none, as clients with a form field send them.
    /// </summary>
    private static OperationRequest Complete(OperationRequest request)
    {
        request = request with
        {
            Document = NullIfEmpty(request.Document),
            OperationName = NullIfEmpty(request.OperationName),
        };
        return request.Document is not null || request.DocumentId is not null
            ? request
            : throw new InvalidRequestException(
                "The request has no document: neither `query` nor `id` nor `extensions.persistedQuery`.",
                ErrorCodes.Syntax);
    }

    private static string? NullIfEmpty(string? text) => text is "" ? null : text;
}
