namespace HotChocolate.Language;

/// <summary>
/// Visits a node and all nodes below it in document order. Override a method to see the nodes of a kind; call the
/// base to go on to what is below them. The stack it takes is bounded by the nesting that the parser allows.
/// </summary>
internal abstract class SyntaxWalker
{
    public void Visit(SyntaxNode? node)
    {
        switch (node)
        {
            case null:
                break;
            case FieldNode field:
                VisitField(field);
                break;
            case SelectionSetNode selectionSet:
                VisitSelectionSet(selectionSet);
                break;
            case FragmentSpreadNode spread:
                VisitFragmentSpread(spread);
                break;
            case InlineFragmentNode inline:
                VisitInlineFragment(inline);
                break;
            case ArgumentNode argument:
                VisitArgument(argument);
                break;
            case DirectiveNode directive:
                VisitDirective(directive);
                break;
            case ValueNode value:
                VisitValue(value);
                break;
            case ObjectFieldNode field:
                VisitObjectField(field);
                break;
            case TypeNode type:
                VisitType(type);
                break;
            case OperationDefinitionNode operation:
                VisitOperation(operation);
                break;
            case FragmentDefinitionNode fragment:
                VisitFragment(fragment);
                break;
            case VariableDefinitionNode variable:
                VisitVariableDefinition(variable);
                break;
            case DocumentNode document:
                VisitAll(document.Parts);
                break;
            default:
                VisitTypeSystem(node);
                break;
        }
    }

    protected void VisitAll(SyntaxNode[] nodes)
    {
        foreach (SyntaxNode node in nodes)
        {
            Visit(node);
        }
    }

    protected virtual void VisitOperation(OperationDefinitionNode operation)
    {
        VisitAll(operation.VariableDefinitions);
        VisitAll(operation.Directives);
        Visit(operation.SelectionSet);
    }

    protected virtual void VisitFragment(FragmentDefinitionNode fragment)
    {
        Visit(fragment.TypeCondition);
        VisitAll(fragment.Directives);
        Visit(fragment.SelectionSet);
    }

    protected virtual void VisitVariableDefinition(VariableDefinitionNode variable)
    {
        Visit(variable.Type);
        Visit(variable.DefaultValue);
        VisitAll(variable.Directives);
    }

    protected virtual void VisitSelectionSet(SelectionSetNode selectionSet) => VisitAll(selectionSet.Items);

    protected virtual void VisitField(FieldNode field)
    {
        VisitAll(field.Arguments);
        VisitAll(field.Directives);
        Visit(field.SelectionSet);
    }

    protected virtual void VisitFragmentSpread(FragmentSpreadNode spread) => VisitAll(spread.Directives);

    protected virtual void VisitInlineFragment(InlineFragmentNode inline)
    {
        Visit(inline.TypeCondition);
        VisitAll(inline.Directives);
        Visit(inline.SelectionSet);
    }

    protected virtual void VisitDirective(DirectiveNode directive) => VisitAll(directive.Arguments);

    protected virtual void VisitArgument(ArgumentNode argument) => Visit(argument.Value);

    protected virtual void VisitValue(ValueNode value)
    {
        switch (value)
        {
            case ListValueNode list:
                VisitAll(list.Items);
                break;
            case ObjectValueNode obj:
                VisitAll(obj.Fields);
                break;
        }
    }

    protected virtual void VisitObjectField(ObjectFieldNode field) => Visit(field.Value);

    protected virtual void VisitType(TypeNode type)
    {
        switch (type)
        {
            case NonNullTypeNode nonNull:
                VisitType(nonNull.Type);
                break;
            case ListTypeNode list:
                VisitType(list.Type);
                break;
        }
    }

    /// <summary>Visits a definition of a type system or a part of one.</summary>
    protected virtual void VisitTypeSystem(SyntaxNode node)
    {
        switch (node)
        {
            case SchemaDefinitionNode schema:
                VisitAll(schema.Directives);
                VisitAll(schema.OperationTypes);
                break;
            case OperationTypeDefinitionNode operationType:
                Visit(operationType.Type);
                break;
            case TypeDefinitionNode type:
                VisitTypeDefinition(type);
                break;
            case FieldDefinitionNode field:
                VisitAll(field.Arguments);
                Visit(field.Type);
                VisitAll(field.Directives);
                break;
            case InputValueDefinitionNode input:
                Visit(input.Type);
                Visit(input.DefaultValue);
                VisitAll(input.Directives);
                break;
            case EnumValueDefinitionNode value:
                VisitAll(value.Directives);
                break;
            case DirectiveDefinitionNode directive:
                VisitAll(directive.Arguments);
                break;
        }
    }

    private void VisitTypeDefinition(TypeDefinitionNode type)
    {
        VisitAll(type.Directives);
        switch (type)
        {
            case ComplexTypeDefinitionNode complex:
                VisitAll(complex.Interfaces);
                VisitAll(complex.Fields);
                break;
            case UnionTypeDefinitionNode union:
                VisitAll(union.Types);
                break;
            case EnumTypeDefinitionNode enumType:
                VisitAll(enumType.Values);
                break;
            case InputObjectTypeDefinitionNode input:
                VisitAll(input.Fields);
                break;
        }
    }
}
