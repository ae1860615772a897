using System.Globalization;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>
/// A calendar day without a time zone, such as <c>2025-09-10</c>: an ISO 8601 date of year, month and day. Resolvers get
/// and return a <see cref="DateOnly"/>. The scalars <c>LocalDate</c> and <c>Date</c> have the same format.
/// </summary>
internal sealed class CalendarDayScalar : TypedScalar<DateOnly>
{
    private const string Format = "yyyy-MM-dd";

    /// <param name="name">The name of the scalar.</param>
    /// <param name="specifiedBy">Where its format is specified, if that is a document of its own.</param>
    public CalendarDayScalar(string name, string? specifiedBy = null)
        : base(name)
    {
        Description = "A calendar day without a time zone: an ISO 8601 date.";
        SpecifiedBy = specifiedBy;
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
