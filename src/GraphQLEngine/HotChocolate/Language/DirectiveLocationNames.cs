using System.Collections.Frozen;

namespace HotChocolate.Language;

/// <summary>Where a directive may stand: https://spec.graphql.org/September2025/#DirectiveLocation</summary>
internal static class DirectiveLocationNames
{
    /// <summary>All names that a directive definition may give as a location.</summary>
    public static FrozenSet<string> All { get; } = FrozenSet.ToFrozenSet(
    [
        "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION", "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE",
        "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION",
    ]);

    /// <summary>The location of directives on a type definition or extension.</summary>
    public static string Of(TypeDefinitionNode type) => type switch
    {
        ScalarTypeDefinitionNode => "SCALAR",
        ObjectTypeDefinitionNode => "OBJECT",
        InterfaceTypeDefinitionNode => "INTERFACE",
        UnionTypeDefinitionNode => "UNION",
        EnumTypeDefinitionNode => "ENUM",
        _ => "INPUT_OBJECT",
    };
}
