namespace HotChocolate.Types;

/// <summary>A directive's definition: https://spec.graphql.org/September2025/#sec-Type-System.Directives</summary>
internal sealed class DirectiveType(string name)
{
    public string Name { get; } = name;

    public string? Description { get; set; }

    public NamedList<InputValue> Arguments { get; set; } = new([], argument => argument.Name);

    public bool IsRepeatable { get; set; }

    /// <summary>Names of locations, e.g. <c>FIELD_DEFINITION</c>, in definition order.</summary>
    public IReadOnlyList<string> Locations { get; set; } = [];
}
