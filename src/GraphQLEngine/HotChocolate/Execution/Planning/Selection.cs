using System.Text.Json;
using HotChocolate.Execution.Processing;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>What is selected of one object type: its fields in the order of the response.</summary>
internal sealed class SelectionSet(ObjectType type, Selection[] selections)
{
    public ObjectType Type { get; } = type;

    public Selection[] Selections { get; } = selections;

    /// <summary>Why nothing can be selected: a condition is null. An error of the field whose value it is.</summary>
    public CoercionException? Failure { get; init; }
}

/// <summary>One entry of the response: a field, with all its occurrences in the document merged.</summary>
internal sealed class Selection : ISelection
{
    private readonly OperationPlan _plan;
    private readonly SelectionSet?[]? _selectionSets;
    private ArgumentValues? _fixedArguments;

    public Selection(OperationPlan plan, int id, ObjectType objectType, OutputField field, FieldNode[] nodes)
    {
        _plan = plan;
        Id = id;
        Field = field;
        Nodes = nodes;
        ResponseKey = nodes[0].ResponseKey;
        string key = JsonSerializer.Serialize(ResponseKey) + ":";
        IsTypeName = field == plan.Schema.Introspection.TypeName;
        Prefix = System.Text.Encoding.UTF8.GetBytes(IsTypeName ? $"{key}\"{objectType.Name}\"" : key);
        _selectionSets = field.Type.Named.IsLeaf ? null : new SelectionSet?[plan.Schema.ObjectTypes.Count];
        HasFixedArguments = !Array.Exists(nodes[0].Arguments, argument => LiteralCoercion.HasVariables(argument.Value))
            && !field.Arguments.Any(argument => argument.Type.Named is InputObjectType { CreateInstance: not null });
    }

    /// <summary>The selection's number within its plan, from 0.</summary>
    public int Id { get; }

    public OutputField Field { get; }

    /// <summary>The field's occurrences; validation has made sure that their arguments are the same.</summary>
    public FieldNode[] Nodes { get; }

    public string ResponseKey { get; }

    /// <summary>The response key with quotes and colon; with the value too for <c>__typename</c>.</summary>
    public byte[] Prefix { get; }

    public bool IsTypeName { get; }

    /// <summary>
    /// Whether the arguments are the same for every request. Those of a C# class are made anew for each: a resolver
    /// may change them.
    /// </summary>
    public bool HasFixedArguments { get; }

    /// <summary>The arguments; the same object each time where they are the same for every request.</summary>
    /// <param name="variables">The variables of the request.</param>
    /// <exception cref="CoercionException">An argument is missing or is not a value of its type.</exception>
    public ArgumentValues CoerceArguments(VariableValues variables)
        => HasFixedArguments ? _fixedArguments ??= Coerce(variables) : Coerce(variables);

    /// <summary>What is selected of a value of that type.</summary>
    public SelectionSet SelectionsOf(ObjectType type)
        => _selectionSets![type.Index] ??= _plan.CompileSubSelections(this, type);

    /// <summary>What is selected of a value of each type that the field's value can have; nothing of a leaf.</summary>
    public IEnumerable<SelectionSet> Below => Field.Type.Named switch
    {
        { IsLeaf: true } => [],
        ObjectType type => [SelectionsOf(type)],
        var type => _plan.Schema.PossibleTypes(type).Select(SelectionsOf),
    };

    private ArgumentValues Coerce(VariableValues variables)
        => ArgumentValues.Coerce(Field.Arguments, Nodes[0].Arguments, Nodes[0], variables);
}
