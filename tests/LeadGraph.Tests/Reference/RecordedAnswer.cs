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

        return (recorded["json"], recorded["json"] is null ? null : JsonNode.Parse(body)) switch
        {
            (null, _) => null,
            (JsonObject expected, JsonObject actual) => JsonDifference(expected, actual),
            (JsonArray expected, JsonArray actual) => BatchDifference(expected, actual),
            ({ } expected, _) => $"{Shorten(body)} instead of {Shorten(expected.ToJsonString())}",
        };
    }

    private static string? BatchDifference(JsonArray expected, JsonArray actual)
        => expected.Count != actual.Count
            ? $"{actual.Count} answers instead of {expected.Count}"
            : expected.Zip(actual)
                .Select(pair => JsonDifference(pair.First!.AsObject(), pair.Second!.AsObject()))
                .FirstOrDefault(difference => difference is not null);

    private static string? JsonDifference(JsonObject expected, JsonObject actual)
    {
        bool hasData = expected.ContainsKey("data");
        if (hasData != actual.ContainsKey("data"))
        {
            return $"data is {(hasData ? "missing" : "there")}: {Shorten(actual.ToJsonString())}";
        }

        if (expected["data"]?["__schema"] is { } schema)
        {
            // The schema grows.
            return Contains(actual["data"]!["__schema"], schema) ? null
                : $"the schema lacks something of {Shorten(schema.ToJsonString())}";
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

    // Lists may have more items, in between too; the expected ones are in their order.
    private static bool Contains(JsonNode? actual, JsonNode? expected)
    {
        if (expected is JsonArray items && actual is JsonArray candidates)
        {
            int next = 0;
            return items.All(item =>
            {
                while (next < candidates.Count && !Contains(candidates[next], item))
                {
                    next++;
                }

                return next++ < candidates.Count;
            });
        }

        return expected is JsonObject parent && actual is JsonObject other
            ? parent.Select(entry => entry.Key).SequenceEqual(other.Select(entry => entry.Key))
                && parent.All(entry => Contains(other[entry.Key], entry.Value))
            : JsonNode.DeepEquals(actual, expected);
    }

    private static string? FieldErrorDifference(JsonArray expected, JsonArray actual)
    {
        ILookup<string, string?> expectedCodes = expected.ToLookup(PathOf, CodeOf);
        ILookup<string, string?> actualCodes = actual.ToLookup(PathOf, CodeOf);
        foreach (string path in expectedCodes.Concat(actualCodes).Select(errors => errors.Key).Distinct())
        {
            List<string?> unmatched = [.. actualCodes[path]];
            if (unmatched.Count != expectedCodes[path].Count()
                || !expectedCodes[path].Where(code => code is not null).All(unmatched.Remove))
            {
                return $"errors at {path} are {string.Join(", ", actualCodes[path].Select(code => code ?? "any"))} "
                    + $"instead of {string.Join(", ", expectedCodes[path].Select(code => code ?? "any"))}";
            }
        }

        return null;
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

    private static string PathOf(JsonNode? error) => error!["path"]?.ToJsonString() ?? "no path";

    private static string? CodeOf(JsonNode? error) => error!["extensions"]?["code"]?.GetValue<string>();

    /// <summary>
    /// The data as text, without what is free: the order of keys within details, descriptions, and the texts of cursors.
    /// </summary>
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
                    else if (key is "cursor" or "startCursor" or "endCursor" && value is not null)
                    {
                        parent[key] = "a cursor";
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
