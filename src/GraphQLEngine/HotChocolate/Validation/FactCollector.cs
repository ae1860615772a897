using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation;

/// <summary>Collects the facts that validation rules use, in one pass over the document.</summary>
internal sealed partial class FactCollector : SyntaxWalker
{
    private readonly Schema? _schema;
    private readonly NamedList<DirectiveType> _directives;
    private readonly DocumentFacts _facts;
    private readonly Dictionary<FragmentSpreadNode, SpreadFacts> _spreads = [];

    private DefinitionFacts? _definition;
    private SelectionFacts? _selection;
    private NamedType? _parentType;
    private bool _isInInputObject;

    private FactCollector(Schema? schema, NamedList<DirectiveType> directives, DocumentNode document)
    {
        _schema = schema;
        _directives = directives;
        _facts = new DocumentFacts { Document = document };
    }

    /// <param name="schema">The schema that gives the types; null where only type system definitions matter.</param>
    /// <param name="directives">The directives that the document can use.</param>
    /// <param name="document">The document.</param>
    public static DocumentFacts Collect(
        Schema? schema, NamedList<DirectiveType> directives, DocumentNode document)
    {
        var collector = new FactCollector(schema, directives, document);
        collector.Visit(document);
        collector.ResolveSpreads();
        return collector._facts;
    }

    protected override void VisitOperation(OperationDefinitionNode operation)
    {
        var facts = new OperationFacts(operation, new SelectionFacts(operation.SelectionSet));
        _facts.Operations.Add(facts);
        _definition = facts;
        VisitAll(operation.VariableDefinitions);
        AddDirectives(operation, operation.Directives, operation.Operation switch
        {
            OperationType.Mutation => "MUTATION",
            OperationType.Subscription => "SUBSCRIPTION",
            _ => "QUERY",
        });
        VisitSelections(facts.Selection, _schema?.RootType(operation.Operation));
        _definition = null;
    }

    protected override void VisitFragment(FragmentDefinitionNode fragment)
    {
        NamedType? type = FindType(fragment.TypeCondition);
        var facts = new FragmentFacts(_facts.Fragments.Count, fragment, new SelectionFacts(fragment.SelectionSet))
        {
            Type = type,
        };
        _facts.Fragments.Add(facts);
        _facts.FragmentsByName[facts.Name] = facts;
        _definition = facts;
        Visit(fragment.TypeCondition);
        AddDirectives(fragment, fragment.Directives, "FRAGMENT_DEFINITION");
        VisitSelections(facts.Selection, type);
        _definition = null;
    }

    protected override void VisitVariableDefinition(VariableDefinitionNode variable)
    {
        Visit(variable.Type);
        if (variable.DefaultValue is not null)
        {
            GraphQLType? type = _schema?.Resolve(variable.Type);
            AddValue(variable.DefaultValue, type is { IsInputType: true } ? type : null, isChecked: true);
        }

        AddDirectives(variable, variable.Directives, "VARIABLE_DEFINITION");
    }

    protected override void VisitField(FieldNode field)
    {
        NamedType? parentType = _parentType;
        OutputField? definition = parentType is null ? null : _schema?.FindField(parentType, field.Name.Value);
        var facts = new FieldFacts(_facts.Fields.Count, field, parentType, definition);
        _facts.Fields.Add(facts);
        _selection!.Fields.Add(facts);
        AddArguments(field, parentType?.Name, field.Arguments, definition?.Arguments);
        AddDirectives(field, field.Directives, "FIELD");
        if (field.SelectionSet is not null)
        {
            facts.Selection = new SelectionFacts(field.SelectionSet);
            VisitSelections(facts.Selection, definition?.Type.Named);
        }
    }

    protected override void VisitFragmentSpread(FragmentSpreadNode spread)
    {
        var facts = new SpreadFacts(spread, _parentType);
        _facts.Spreads.Add(facts);
        _spreads.Add(spread, facts);
        _selection!.Spreads.Add(facts);
        AddDirectives(spread, spread.Directives, "FRAGMENT_SPREAD");
    }

    protected override void VisitInlineFragment(InlineFragmentNode inline)
    {
        NamedType? parentType = _parentType;
        NamedType? type = inline.TypeCondition is null ? parentType : FindType(inline.TypeCondition);
        _facts.InlineFragments.Add(new InlineFragmentFacts(inline, type, parentType));
        Visit(inline.TypeCondition);
        AddDirectives(inline, inline.Directives, "INLINE_FRAGMENT");
        _parentType = Composite(type);
        Visit(inline.SelectionSet);
        _parentType = parentType;
    }

    protected override void VisitType(TypeNode type)
    {
        if (type is NamedTypeNode named)
        {
            _facts.NamedTypes.Add(named);
        }

        base.VisitType(type);
    }

    protected override void VisitValue(ValueNode value) => AddValue(value, type: null, isChecked: false);

    protected override void VisitTypeSystem(SyntaxNode node)
    {
        switch (node)
        {
            case SchemaDefinitionNode schema:
                AddDirectives(schema, schema.Directives, "SCHEMA");
                VisitAll(schema.OperationTypes);
                break;
            case TypeDefinitionNode type:
                AddDirectives(type, type.Directives, DirectiveLocationNames.Of(type));
                _isInInputObject = type is InputObjectTypeDefinitionNode;
                base.VisitTypeSystem(type);
                _isInInputObject = false;
                break;
            case FieldDefinitionNode field:
                VisitAll(field.Arguments);
                Visit(field.Type);
                AddDirectives(field, field.Directives, "FIELD_DEFINITION");
                break;
            case InputValueDefinitionNode input:
                Visit(input.Type);
                Visit(input.DefaultValue);
                AddDirectives(
                    input, input.Directives, _isInInputObject ? "INPUT_FIELD_DEFINITION" : "ARGUMENT_DEFINITION");
                break;
            case EnumValueDefinitionNode value:
                AddDirectives(value, value.Directives, "ENUM_VALUE");
                break;
            default:
                base.VisitTypeSystem(node);
                break;
        }
    }

    // Directives are seen where their location is known: in AddDirectives.
    protected override void VisitDirective(DirectiveNode directive)
    {
    }

    private static NamedType? Composite(NamedType? type) => type is ComplexType or UnionType ? type : null;

    private void VisitSelections(SelectionFacts selection, NamedType? type)
    {
        SelectionFacts? outerSelection = _selection;
        NamedType? outerType = _parentType;
        _selection = selection;
        _parentType = Composite(type);
        Visit(selection.Node);
        _selection = outerSelection;
        _parentType = outerType;
    }

    private NamedType? FindType(NamedTypeNode type) => _schema?.Types[type.Name.Value];

    private void AddDirectives(SyntaxNode owner, DirectiveNode[] directives, string location)
    {
        if (directives.Length == 0)
        {
            return;
        }

        _facts.DirectiveLists.Add(new DirectiveListFacts(owner, location, directives));
        foreach (DirectiveNode directive in directives)
        {
            DirectiveType? definition = _directives[directive.Name.Value];
            AddArguments(directive, null, directive.Arguments, definition?.Arguments);
        }
    }

    private void AddArguments(
        SyntaxNode owner, string? ownerType, ArgumentNode[] arguments, NamedList<InputValue>? definitions)
    {
        if (arguments.Length == 0 && definitions is null or { Count: 0 })
        {
            return;
        }

        _facts.ArgumentLists.Add(new ArgumentListFacts(owner, ownerType, arguments, definitions));
        foreach (ArgumentNode argument in arguments)
        {
            InputValue? definition = definitions?[argument.Name.Value];
            AddValue(
                argument.Value, definition?.Type, isChecked: true, hasDefault: definition?.DefaultValue is not null);
        }
    }

    private void ResolveSpreads()
    {
        foreach (SpreadFacts spread in _facts.Spreads)
        {
            spread.Fragment = _facts.FragmentsByName.GetValueOrDefault(spread.Node.Name.Value);
        }

        foreach (OperationFacts operation in _facts.Operations)
        {
            GatherSpreads(operation);
        }

        foreach (FragmentFacts fragment in _facts.Fragments)
        {
            GatherSpreads(fragment);
        }
    }

    // Spreads of one level before those of the levels below, which is the order that cycles are reported in.
    private void GatherSpreads(DefinitionFacts definition)
    {
        var open = new Stack<SelectionSetNode>();
        open.Push(definition.Selection.Node);
        while (open.TryPop(out SelectionSetNode? selectionSet))
        {
            foreach (SelectionNode selection in selectionSet.Items)
            {
                switch (selection)
                {
                    case FragmentSpreadNode spread:
                        definition.Spreads.Add(_spreads[spread]);
                        break;
                    case FieldNode { SelectionSet: { } inner }:
                        open.Push(inner);
                        break;
                    case InlineFragmentNode inline:
                        open.Push(inline.SelectionSet);
                        break;
                }
            }
        }
    }
}
