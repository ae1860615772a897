using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>Writes responses as JSON: https://spec.graphql.org/September2025/#sec-Response-Format</summary>
internal static class ResponseFormatter
{
    private static readonly JsonWriterOptions s_options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(
        IBufferWriter<byte> output,
        ResponseBody? data,
        IReadOnlyList<IError> errors,
        IReadOnlyDictionary<string, object?>? extensions)
    {
        bool hasErrors = errors.Count > 0;
        output.Write(hasErrors ? "{\"errors\":"u8 : data is not null ? "{\"data\":"u8 : "{"u8);
        if (hasErrors)
        {
            WriteErrors(output, errors);
            output.Write(data is not null ? ",\"data\":"u8 : []);
        }

        data?.WriteTo(output);

        if (extensions is { Count: > 0 })
        {
            output.Write(",\"extensions\":"u8);
            using var writer = new Utf8JsonWriter(output, s_options);
            WriteEntries(writer, extensions);
        }

        output.Write("}"u8);
    }

    private static void WriteErrors(IBufferWriter<byte> output, IReadOnlyList<IError> errors)
    {
        using var writer = new Utf8JsonWriter(output, s_options);
        WriteErrors(writer, errors);
    }

    /// <summary>Writes a list of errors; also what a transport sends where there is no response.</summary>
    public static void WriteErrors(Utf8JsonWriter writer, IReadOnlyList<IError> errors)
    {
        writer.WriteStartArray();
        foreach (IError error in errors)
        {
            WriteError(writer, error);
        }

        writer.WriteEndArray();
    }

    private static void WriteError(Utf8JsonWriter writer, IError error)
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, error.Message);
        if (error is Error { Locations.Count: > 0 } located)
        {
            writer.WriteStartArray("locations"u8);
            foreach (SourceLocation location in located.Locations)
            {
                writer.WriteStartObject();
                writer.WriteNumber("line"u8, location.Line);
                writer.WriteNumber("column"u8, location.Column);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (error is Error { Path: { } path })
        {
            writer.WriteStartArray("path"u8);
            foreach (object segment in path)
            {
                WriteValue(writer, segment);
            }

            writer.WriteEndArray();
        }

        WriteExtensions(writer, error);
        writer.WriteEndObject();
    }

    private static void WriteExtensions(Utf8JsonWriter writer, IError error)
    {
        if (error.Code is null && error.Extensions is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartObject("extensions"u8);
        if (error.Code is not null)
        {
            writer.WriteString("code"u8, error.Code);
        }

        foreach ((string key, object? value) in error.Extensions ?? new Dictionary<string, object?>())
        {
            if (key != "code" || error.Code is null)
            {
                writer.WritePropertyName(key);
                WriteValue(writer, value);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteEntries(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> entries)
    {
        writer.WriteStartObject();
        foreach ((string key, object? value) in entries)
        {
            writer.WritePropertyName(key);
            WriteValue(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        if (value is IReadOnlyDictionary<string, object?> entries)
        {
            WriteEntries(writer, entries);
        }
        else
        {
            JsonSerializer.Serialize(writer, value, value?.GetType() ?? typeof(object));
        }
    }
}
