using HotChocolate.Language;

namespace HotChocolate.Validation;

/// <summary>What the rules for type system documents work with.</summary>
internal sealed class TypeSystemContext : ValidationContext
{
    /// <summary>The document under validation.</summary>
    public DocumentNode Document => Facts.Document;

    /// <summary>Whether the document extends an existing type system.</summary>
    public required bool HasBase { get; init; }

    /// <summary>The definitions and extensions of the existing type system, by type name.</summary>
    public required IReadOnlyDictionary<string, List<TypeDefinitionNode>> BaseTypes { get; init; }

    /// <summary>The definitions of directives of the existing type system.</summary>
    public required IReadOnlySet<string> BaseDirectives { get; init; }

    /// <summary>The operation types of the existing type system.</summary>
    public required IReadOnlySet<OperationType> BaseOperationTypes { get; init; }

    /// <summary>The document's own type definitions; of several with the same name the last.</summary>
    public required IReadOnlyDictionary<string, TypeDefinitionNode> Types { get; init; }

    /// <summary>The document's type definitions and extensions.</summary>
    public IEnumerable<TypeDefinitionNode> TypesAndExtensions => Document.Definitions.OfType<TypeDefinitionNode>();

    /// <summary>The document's schema definitions and extensions.</summary>
    public IEnumerable<SchemaDefinitionNode> Schemas => Document.Definitions.OfType<SchemaDefinitionNode>();

    /// <summary>Whether the name is that of a type that needs no definition.</summary>
    public static bool IsBuiltIn(string name) => name is "Int" or "Float" or "ID" || IsInEverySchema(name);

    /// <summary>
    /// Whether introspection needs the type, so that any schema has it; other built-in ones are there if they are used.
    /// </summary>
    public static bool IsInEverySchema(string name) =>
        name is "String" or "Boolean" || name.StartsWith("__", StringComparison.Ordinal);

    /// <summary>The parts of a type that the existing type system has, its extensions among them.</summary>
    public IReadOnlyList<TypeDefinitionNode> FindBase(string name) =>
        BaseTypes.TryGetValue(name, out List<TypeDefinitionNode>? parts) ? parts : [];

    /// <summary>
    /// Reports definitions of what the existing type system defines, and of what the document has defined before.
    /// </summary>
    public void ReportDuplicatesAndRedefinitions<T>(
        IEnumerable<T> nodes, Func<T, NameNode> name, Func<string, bool> exists, Func<string, string> title)
    {
        ILookup<bool, T> byExistence = nodes.ToLookup(node => exists(name(node).Value));
        foreach (T node in byExistence[true])
        {
            Report($"The existing schema defines {title(name(node).Value)} already.", name(node));
        }

        ReportDuplicates(byExistence[false], name, duplicate => $"There is more than one {title(duplicate)}.");
    }
}
