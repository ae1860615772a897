using System.Text.Json.Nodes;

namespace LeadGraph.Tests.Reference;

/// <summary>Compares an answer with the recorded one, as strictly as the recording is meant.</summary>
internal static class RecordedAnswer
{
    /// <summary>The first difference that matters, or null.</summary>
    public static string? Difference(JsonObject recorded, int status, string? mediaType, string body)
    {
        int expectedStatus = recorded["status"]!.GetValue<int>();
        if (status != expectedStatus)
        {
            return $"status {status} instead of {expectedStatus}: {Shorten(body)}";
        }

        string? expectedType = recorded["contentType"]?.GetValue<string>().Split(';')[0];
        if (mediaType != expectedType)
        {
            return $"media type {mediaType} instead of {expectedType}";
        }

        if (recorded["text"] is { } text)
        {
            return SchemaText.Difference(text.GetValue<string>(), body);
        }

        return recorded["json"] is JsonObject expected
            ? JsonDifference(expected, JsonNode.Parse(body)!.AsObject())
            : null;
    }

    private static string? JsonDifference(JsonObject expected, JsonObject actual)
    {
        bool hasData = expected.ContainsKey("data");
        if (hasData != actual.ContainsKey("data"))
        {
            return $"data is {(hasData ? "missing" : "there")}: {Shorten(actual.ToJsonString())}";
        }

        string expectedData = Comparable(expected["data"]);
        string actualData = Comparable(actual["data"]);
        if (expectedData != actualData)
        {
            int at = expectedData.Zip(actualData).TakeWhile(pair => pair.First == pair.Second).Count();
            return $"data is ...{Around(actualData, at)} instead of ...{Around(expectedData, at)}";
        }

        JsonArray expectedErrors = expected["errors"]?.AsArray() ?? [];
        JsonArray actualErrors = actual["errors"]?.AsArray() ?? [];
        return hasData
            ? FieldErrorDifference(expectedErrors, actualErrors)
            : RequestErrorDifference(expectedErrors, actualErrors);
    }

    private static string? FieldErrorDifference(JsonArray expected, JsonArray actual)
    {
        string[] Keys(JsonArray errors, bool[] withCode) =>
        [
            .. errors.Select((error, index) => $"{error!["path"]?.ToJsonString()}"
                + (index < withCode.Length && withCode[index] ? $" {CodeOf(error)}" : "")).Order(StringComparer.Ordinal),
        ];
        bool[] withCode = [.. expected.Select(error => CodeOf(error) is not null)];
        string[] expectedKeys = Keys(expected, withCode);
        string[] actualKeys = Keys(actual, withCode);
        return expectedKeys.SequenceEqual(actualKeys)
            ? null
            : $"errors at {string.Join(", ", actualKeys)} instead of {string.Join(", ", expectedKeys)}";
    }

    private static string? RequestErrorDifference(JsonArray expected, JsonArray actual)
    {
        if (actual.Count == 0)
        {
            return "there are no errors";
        }

        string?[] codes = [.. actual.Select(CodeOf)];
        string? missing = expected.Select(CodeOf).FirstOrDefault(code => code is not null && !codes.Contains(code));
        return missing is null ? null : $"no error has the code {missing}: {actual.ToJsonString()}";
    }

    private static string? CodeOf(JsonNode? error) => error!["extensions"]?["code"]?.GetValue<string>();

    /// <summary>The data as text, without what is free: the order of keys within details, and descriptions.</summary>
    private static string Comparable(JsonNode? data)
    {
        JsonNode? copy = data?.DeepClone();
        Free(copy);
        return copy?.ToJsonString() ?? "null";
    }

    private static void Free(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject parent:
                foreach ((string key, JsonNode? value) in parent.ToList())
                {
                    if (key == "description")
                    {
                        parent[key] = null;
                    }
                    else if (key == "details")
                    {
                        parent[key] = Sorted(value);
                    }
                    else
                    {
                        Free(value);
                    }
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Free(item);
                }

                break;
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject parent => new JsonObject(parent.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, Sorted(entry.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static string Around(string text, int at) => text.Substring(Math.Max(0, at - 40), Math.Min(160, text.Length - Math.Max(0, at - 40)));

    private static string Shorten(string text) => text.Length <= 300 ? text : $"{text.AsSpan(0, 300)}...";
}
