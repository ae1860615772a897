using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HotChocolate;
using LeadGraph.Data;

namespace LeadGraph.Leads.Paging;

/// <summary>
/// A cursor: the place of a lead in an order. It is the base64url of the JSON <c>[version, order, key…]</c>; of a
/// list as of a past moment the order ends in <c>@</c> and the ticks of the moment. Cursors that are the
/// base64 of a row's index are read too, as offsets; HotChocolate makes such cursors.
/// </summary>
/// <param name="Place">The values of the keys; null for an offset.</param>
/// <param name="Offset">The index of the row, from 0.</param>
internal sealed record LeadCursor(object?[]? Place, long Offset = 0)
{
    private const int Version = 1;

    // Longer than any cursor: three texts of LongText.LongestName characters, escaped.
    private const int MaxLength = 32_768;

    // Eighteen digits fit into a long, with room for sums.
    private const int MaxDigits = 18;

    private static readonly JsonWriterOptions Unescaped =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The cursor of a row.</summary>
    /// <param name="order">The order.</param>
    /// <param name="row">The row, with the columns of the order.</param>
    public static string Format(KeysetOrder order, UserActivity row)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer, Unescaped))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Version);
            json.WriteStringValue(NameOf(order));
            foreach (object? value in order.PlaceOf(row))
            {
                LeadColumn.Write(json, value);
            }

            json.WriteEndArray();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    /// <summary>Reads the cursor of an argument; null if there is none.</summary>
    /// <param name="argument">The name of the argument.</param>
    /// <param name="text">Its value.</param>
    /// <param name="order">The order in which the cursor has to be.</param>
    /// <param name="mayReadPersonalData">
    /// Whether the caller may read personal data. If not, the personal values in the cursor count as null, as in the
    /// rows that the caller reads.
    /// </param>
    /// <exception cref="GraphQLException">It is no cursor, or one of another order.</exception>
    public static LeadCursor? Read(string argument, string? text, KeysetOrder order, bool mayReadPersonalData)
    {
        LeadCursor? cursor = null;
        return text is not null && TryRead(text, order, mayReadPersonalData, out cursor) is { } problem
            ? throw Error(argument, problem)
            : cursor;
    }

    /// <summary>Reads a cursor.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="order">The order in which it has to be.</param>
    /// <param name="mayReadPersonalData">As of <see cref="Read"/>.</param>
    /// <param name="cursor">The cursor, if nothing is wrong.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    public static CursorProblem? TryRead(
        string text, KeysetOrder order, bool mayReadPersonalData, out LeadCursor? cursor)
    {
        if (TryReadOffset(text, out long offset))
        {
            cursor = new(Place: null, offset);
            return null;
        }

        cursor = null;
        if (TryReadPlace(text, order, out object?[] place) is { } problem)
        {
            return problem;
        }

        cursor = new(mayReadPersonalData
            ? place
            : [.. order.Keys.Zip(place, (key, value) => key.Column.IsPersonal ? null : value)]);
        return null;
    }

    private static string NameOf(KeysetOrder order)
        => order.AsOf is { } asOf
            ? string.Create(CultureInfo.InvariantCulture, $"{order.Name}@{asOf.Ticks}")
            : order.Name;

    private static bool TryReadOffset(string text, out long offset)
    {
        offset = 0;
        Span<byte> digits = stackalloc byte[MaxDigits];
        return text.Length <= Base64.GetMaxEncodedToUtf8Length(MaxDigits)
            && Convert.TryFromBase64Chars(text, digits, out int count)
            && long.TryParse(digits[..count], NumberStyles.None, CultureInfo.InvariantCulture, out offset);
    }

    private static CursorProblem? TryReadPlace(string text, KeysetOrder order, out object?[] place)
    {
        try
        {
            if (text.Length <= MaxLength && Base64Url.IsValid(text))
            {
                using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
                if (json.RootElement.ValueKind == JsonValueKind.Array)
                {
                    return TryReadPlace([.. json.RootElement.EnumerateArray()], order, out place);
                }
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // Not JSON, or a text that is no Unicode.
        }

        place = [];
        return CursorProblem.Malformed;
    }

    private static CursorProblem? TryReadPlace(JsonElement[] parts, KeysetOrder order, out object?[] place)
    {
        place = [];
        if (parts is not [{ ValueKind: JsonValueKind.Number } version, { ValueKind: JsonValueKind.String } name, ..]
            || !version.TryGetInt32(out int number) || number != Version)
        {
            return CursorProblem.Malformed;
        }

        string found = name.GetString()!;
        if (found != NameOf(order))
        {
            return found.Split('@')[0] == order.Name ? CursorProblem.OtherMoment : CursorProblem.OtherOrder;
        }

        place = new object?[order.Keys.Count];
        if (parts.Length != place.Length + 2)
        {
            return CursorProblem.Malformed;
        }

        for (int i = 0; i < place.Length; i++)
        {
            if (!order.Keys[i].Column.TryRead(parts[i + 2], out place[i]))
            {
                return CursorProblem.Malformed;
            }
        }

        return null;
    }

    private static GraphQLException Error(string argument, CursorProblem problem) => problem switch
    {
        CursorProblem.OtherMoment => Error(
            argument, "CURSOR_OF_OTHER_MOMENT",
            $"`{argument}` has a cursor of a list with another `asOf`, or without; pass the same as for that list, "
                + "or begin again without a cursor."),
        CursorProblem.OtherOrder => Error(
            argument, "CURSOR_OF_OTHER_ORDER",
            $"`{argument}` has a cursor of a response in another `order`; begin again without a cursor."),
        _ => Error(argument, "HC0078", $"`{argument}` accepts a cursor of an earlier response; this is none.")
    };

    private static GraphQLException Error(string argument, string code, string message)
        => new(ErrorBuilder.New().SetMessage(message).SetCode(code).SetExtension("argument", argument).Build());
}

/// <summary>What is wrong with a cursor.</summary>
internal enum CursorProblem
{
    /// <summary>It is no cursor.</summary>
    Malformed,

    /// <summary>It is of a list in another order.</summary>
    OtherOrder,

    /// <summary>It is of a list as of another moment.</summary>
    OtherMoment
}
