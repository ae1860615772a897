using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HotChocolate.Execution;

/// <summary>Reading results in tests.</summary>
public static class ExecutionResultExtensions
{
    private static readonly JsonSerializerOptions s_indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The response as JSON text.</summary>
    /// <exception cref="NotSupportedException">The result is that of a subscription.</exception>
    public static string ToJson(this IExecutionResult result, bool withIndentations = true)
    {
        if (result is not OperationResult operationResult)
        {
            throw new NotSupportedException("A subscription has a stream of responses, not one.");
        }

        var buffer = new ArrayBufferWriter<byte>();
        operationResult.WriteTo(buffer);
        if (!withIndentations)
        {
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }

        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory);
        return JsonSerializer.Serialize(document.RootElement, s_indented);
    }
}
