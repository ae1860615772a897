namespace HotChocolate.Types;

/// <summary>The scalars that the engine knows by name.</summary>
internal static class BuiltInScalars
{
    private static readonly Dictionary<string, Func<ScalarType>> s_factories = new()
    {
        ["String"] = () => new StringScalar(),
        ["Boolean"] = () => new BooleanScalar(),
        ["Int"] = () => new WholeNumberScalar<int>("Int"),
        ["Float"] = () => new FloatScalar(),
        ["ID"] = () => new IdScalar(),
        ["Long"] = () => new WholeNumberScalar<long>("Long"),
        ["Decimal"] = () => new DecimalScalar(),
        ["DateTime"] = () => new DateTimeScalar(),
        ["LocalDate"] = () => new CalendarDayScalar(
            "LocalDate", specifiedBy: "https://scalars.graphql.org/andimarek/local-date.html"),
        ["Date"] = () => new CalendarDayScalar("Date"),
        ["JSON"] = () => new JsonScalar("JSON"),
    };

    /// <summary>Whether the specification defines it, so that SDL uses it without defining it.</summary>
    public static bool IsSpecified(string name) => name is "String" or "Boolean" or "Int" or "Float" or "ID";

    /// <summary>Whether there is a scalar of that name, so that no other type can have it.</summary>
    public static bool IsKnown(string name) => s_factories.ContainsKey(name);

    /// <summary>A new instance of the scalar of that name, or null.</summary>
    public static ScalarType? Create(string name)
        => s_factories.TryGetValue(name, out Func<ScalarType>? create) ? create() : null;
}
