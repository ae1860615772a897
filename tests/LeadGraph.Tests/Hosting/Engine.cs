using System.Reflection;

namespace LeadGraph.Tests.Hosting;

/// <summary>
/// What differs between the engine of this repository and HotChocolate's packages; the table is in
/// src/GraphQLEngine/README.md.
/// </summary>
public static class Engine
{
    /// <summary>Whether HotChocolate's packages run.</summary>
    public static readonly bool IsPackages = typeof(Engine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Any(metadata => metadata is { Key: "UseHotChocolatePackages", Value: "true" });

    /// <summary>Why a test of what only the engine of this repository does is skipped; null if it runs.</summary>
    public static readonly string? WhyOtherwise =
        IsPackages ? "HotChocolate's packages do this otherwise, see src/GraphQLEngine/README.md." : null;

    /// <summary>The code with which a WebSocket is closed whose <c>connection_init</c> is refused.</summary>
    public static readonly string RefusedInit = IsPackages ? "4401" : "4403";

    /// <summary>The status of a form that is posted to the GraphQL endpoint.</summary>
    public static readonly int FormStatus = IsPackages ? 404 : 415;
}

/// <summary>A test of what only the engine of this repository does.</summary>
public sealed class EngineFactAttribute : FactAttribute
{
    public EngineFactAttribute() => Skip = Engine.WhyOtherwise;
}

/// <summary>A test of what only the engine of this repository does.</summary>
public sealed class EngineTheoryAttribute : TheoryAttribute
{
    public EngineTheoryAttribute() => Skip = Engine.WhyOtherwise;
}
