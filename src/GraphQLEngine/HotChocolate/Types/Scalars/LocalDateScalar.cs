using System.Globalization;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>
/// A calendar day without a time zone, such as <c>2025-09-10</c>, as
/// https://scalars.graphql.org/andimarek/local-date.html defines it. Resolvers get and return a <see cref="DateOnly"/>.
/// </summary>
internal sealed class LocalDateScalar : TypedScalar<DateOnly>
{
    private const string Format = "yyyy-MM-dd";

    public LocalDateScalar()
        : base("LocalDate")
    {
        Description = "A calendar day without a time zone: an ISO 8601 date.";
        SpecifiedBy = "https://scalars.graphql.org/andimarek/local-date.html";
    }

    protected override bool TryParse(ValueNode literal, out DateOnly value)
    {
        value = default;
        return literal is StringValueNode text && TryParse(text.Value, out value);
    }

    protected override bool TryParse(JsonElement json, out DateOnly value)
    {
        value = default;
        return StringScalar.TryRead(json, out string? text) && TryParse(text, out value);
    }

    protected override void Write(ResponseWriter writer, DateOnly value)
        => writer.WriteString(value.ToString(Format, CultureInfo.InvariantCulture));

    private static bool TryParse(string text, out DateOnly day)
        => DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
