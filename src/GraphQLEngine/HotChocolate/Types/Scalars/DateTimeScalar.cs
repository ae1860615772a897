using System.Globalization;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>
/// An instant as https://www.graphql-scalars.com/date-time defines it, except that the fraction of a second may
/// be left out or have one to seven digits. Resolvers get a <see cref="DateTime"/> in UTC. Written as UTC with
/// milliseconds; a <see cref="DateTime"/> of unspecified kind is taken as UTC.
/// </summary>
internal sealed class DateTimeScalar : TypedScalar<DateTime>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    public DateTimeScalar()
        : base("DateTime")
    {
        Description = "An instant: an ISO 8601 date and time with an offset from UTC.";
        SpecifiedBy = "https://www.graphql-scalars.com/date-time";
    }

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        if (value is not DateTimeOffset instant)
        {
            return base.TryWrite(writer, value);
        }

        writer.WriteDateTime(instant.UtcDateTime);
        return true;
    }

    public override Action<ResponseWriter, T>? WriterFor<T>()
        => base.WriterFor<T>()
            ?? (Action<ResponseWriter, DateTimeOffset>)(static (writer, value) =>
                writer.WriteDateTime(value.UtcDateTime)) as Action<ResponseWriter, T>;

    protected override bool TryParse(ValueNode literal, out DateTime value)
    {
        value = default;
        return literal is StringValueNode text && TryParse(text.Value, out value);
    }

    protected override bool TryParse(JsonElement json, out DateTime value)
    {
        value = default;
        return StringScalar.TryRead(json, out string? text) && TryParse(text, out value);
    }

    protected override void Write(ResponseWriter writer, DateTime value) => writer.WriteDateTime(value);

    /// <summary>
    /// The framework's parser after what it is lax about: a missing offset, signs, an empty fraction.
    /// </summary>
    private static bool TryParse(string text, out DateTime instant)
    {
        instant = default;
        int offsetLength = text.EndsWith('Z') ? 1 : 6;
        if (text.Length < 19 + offsetLength || !char.IsAsciiDigit(text[^(offsetLength + 1)]))
        {
            return false;
        }

        bool hasOffset = offsetLength == 1
            || (text[^6] is '+' or '-' && text[^3] == ':' && !text.EndsWith("-00:00", StringComparison.Ordinal));
        if (!hasOffset || !DateTimeOffset.TryParseExact(
            text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset parsed))
        {
            return false;
        }

        instant = parsed.UtcDateTime;
        return true;
    }
}
