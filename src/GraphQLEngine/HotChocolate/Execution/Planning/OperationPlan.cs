using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>
/// An operation made ready for execution under one outcome of its <c>@skip</c> and <c>@include</c> conditions:
/// fields are collected and merged once, not per request and per object. Sub-selections are compiled when a
/// value of their type first turns up, and kept.
/// </summary>
internal sealed class OperationPlan
{
    private readonly FieldCollector _collector;
    private int _selectionCount;

    public OperationPlan(Schema schema, OperationDefinitionNode operation, FieldCollector collector)
    {
        Schema = schema;
        Operation = operation;
        _collector = collector;
        Root = Compile(schema.RootType(operation.Operation)!, [operation.SelectionSet]);
    }

    public Schema Schema { get; }

    public OperationDefinitionNode Operation { get; }

    public SelectionSet Root { get; }

    /// <summary>Compiles what is selected of a field's values of one type. May be called concurrently.</summary>
    public SelectionSet CompileSubSelections(Selection selection, ObjectType type)
        => Compile(type, selection.Nodes.Select(node => node.SelectionSet!));

    private SelectionSet Compile(ObjectType type, IEnumerable<SelectionSetNode> sources)
    {
        OrderedDictionary<string, List<FieldNode>> groups;
        try
        {
            groups = _collector.Collect(type, sources);
        }
        catch (CoercionException nullCondition)
        {
            // Found when the plan is made, but an error only where there is a value to select from.
            return new SelectionSet(type, []) { Failure = nullCondition };
        }

        var selections = new List<Selection>(groups.Count);
        foreach ((_, List<FieldNode> nodes) in groups)
        {
            if (Schema.FindField(type, nodes[0].Name.Value) is { } field)
            {
                int id = Interlocked.Increment(ref _selectionCount) - 1;
                selections.Add(new Selection(this, id, type, field, [.. nodes]));
            }
        }

        return new SelectionSet(type, [.. selections]);
    }
}
