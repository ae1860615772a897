using LeadGraph.Configuration;

namespace LeadGraph.GraphQL;

/// <summary>Settings of the GraphQL endpoint, in section <see cref="Section"/>.</summary>
[SettingReadElsewhere(nameof(TrustedDocuments))]
public sealed class GraphQLOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:GraphQL";

    /// <summary>Whether the endpoint serves the explorer to browsers. The default is true.</summary>
    public bool Explorer { get; set; } = true;

    /// <summary>
    /// Whether clients may read the schema, by introspection or as SDL, and error messages contain names of it that the
    /// request does not. The default is true in the environment Development, and false elsewhere.
    /// </summary>
    public bool? Introspection { get; set; }

    /// <summary><see cref="Introspection"/>, or its default for the environment.</summary>
    /// <param name="environment">The environment.</param>
    public bool AllowsIntrospection(IHostEnvironment environment) => Introspection ?? environment.IsDevelopment();
}
