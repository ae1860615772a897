using System.Reflection;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>A field of an object or interface type. Filled by a schema builder and not changed after that.</summary>
internal sealed class OutputField(string name)
{
    public string Name { get; } = name;

    public string? Description { get; set; }

    public string? DeprecationReason { get; set; }

    public required GraphQLType Type { get; set; }

    public NamedList<InputValue> Arguments { get; set; } = new([], argument => argument.Name);

    /// <summary>The argument whose list is as long as that of the field; null where none says how long it is.</summary>
    public string? LengthArgument { get; init; }

    /// <summary>The directives applied to the definition, as they are printed in SDL.</summary>
    public IReadOnlyList<DirectiveNode> Directives { get; set; } = [];

    /// <summary>
    /// The C# property that the field shows, if it shows one: what projections, filters and sorts use.
    /// </summary>
    public PropertyInfo? Property { get; set; }

    /// <summary>Whether its values have been made ids of nodes.</summary>
    public bool HasNodeIds { get; set; }

    /// <summary>Names of properties of the parent that the resolver reads: <c>[Parent(requires: …)]</c>.</summary>
    public IReadOnlyList<string> Requirements { get; set; } = [];

    /// <summary>The fastest way to a leaf value: reads it from the parent and writes it, without boxing.</summary>
    public LeafWriter? Write { get; set; }

    /// <summary>Reads the value from the parent at once, needing nothing else.</summary>
    public Func<object?, object?>? Read { get; set; }

    /// <summary>Computes the value. Always there on fields of object types unless <see cref="Read"/> is.</summary>
    public FieldResolver? Resolve { get; set; }

    /// <summary>On a field of the subscription type: opens the stream of events.</summary>
    public SubscribeResolver? Subscribe { get; set; }
}
