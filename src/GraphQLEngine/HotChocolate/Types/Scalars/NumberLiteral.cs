using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>Literals that are numbers, with or without a fraction.</summary>
internal static class NumberLiteral
{
    /// <summary>The number as it is written; null if the literal is none.</summary>
    public static string? TextOf(ValueNode literal) => literal switch
    {
        IntValueNode whole => whole.Value,
        FloatValueNode real => real.Value,
        _ => null,
    };
}
