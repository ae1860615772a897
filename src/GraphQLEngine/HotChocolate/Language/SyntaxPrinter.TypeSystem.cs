namespace HotChocolate.Language;

/// <content>Prints type systems.</content>
internal sealed partial class SyntaxPrinter
{
    private void WriteTypeSystem(SyntaxNode node)
    {
        switch (node)
        {
            case SchemaDefinitionNode schema:
                WriteDescription(schema.Description);
                _text.Append(schema.IsExtension ? "extend schema" : "schema");
                WriteDirectives(schema.Directives);
                WriteOptionalBlock(schema.OperationTypes);
                break;
            case OperationTypeDefinitionNode operationType:
                _text.Append(operationType.Operation switch
                {
                    OperationType.Mutation => "mutation: ",
                    OperationType.Subscription => "subscription: ",
                    _ => "query: ",
                });
                WriteType(operationType.Type);
                break;
            case TypeDefinitionNode type:
                WriteTypeDefinition(type);
                break;
            case FieldDefinitionNode field:
                WriteDescription(field.Description);
                _text.Append(field.Name);
                WriteArgumentDefinitions(field.Arguments);
                _text.Append(": ");
                WriteType(field.Type);
                WriteDirectives(field.Directives);
                break;
            case InputValueDefinitionNode input:
                WriteDescription(input.Description);
                WriteNamed(input.Name, input.Type);
                WriteDefault(input.DefaultValue);
                WriteDirectives(input.Directives);
                break;
            case EnumValueDefinitionNode value:
                WriteDescription(value.Description);
                _text.Append(value.Name);
                WriteDirectives(value.Directives);
                break;
            case DirectiveDefinitionNode directive:
                WriteDescription(directive.Description);
                _text.Append("directive @").Append(directive.Name);
                WriteArgumentDefinitions(directive.Arguments);
                _text.Append(directive.IsRepeatable ? " repeatable on " : " on ");
                WriteSeparated(directive.Locations, " | ");
                break;
            default:
                throw new ArgumentException($"{node.GetType().Name} cannot be printed.", nameof(node));
        }
    }

    private void WriteTypeDefinition(TypeDefinitionNode type)
    {
        WriteDescription(type.Description);
        _text.Append(type.IsExtension ? "extend " : "");
        _text.Append(type switch
        {
            ScalarTypeDefinitionNode => "scalar ",
            ObjectTypeDefinitionNode => "type ",
            InterfaceTypeDefinitionNode => "interface ",
            UnionTypeDefinitionNode => "union ",
            EnumTypeDefinitionNode => "enum ",
            _ => "input ",
        });
        _text.Append(type.Name);
        if (type is ComplexTypeDefinitionNode { Interfaces.Length: > 0 } complex)
        {
            _text.Append(" implements ");
            WriteSeparated(complex.Interfaces, " & ");
        }

        WriteDirectives(type.Directives);
        switch (type)
        {
            case ComplexTypeDefinitionNode fields:
                WriteOptionalBlock(fields.Fields);
                break;
            case EnumTypeDefinitionNode values:
                WriteOptionalBlock(values.Values);
                break;
            case InputObjectTypeDefinitionNode input:
                WriteOptionalBlock(input.Fields);
                break;
            case UnionTypeDefinitionNode { Types.Length: > 0 } union:
                _text.Append(" = ");
                WriteSeparated(union.Types, " | ");
                break;
        }
    }

    private void WriteOptionalBlock(SyntaxNode[] nodes)
    {
        if (nodes.Length > 0)
        {
            _text.Append(' ');
            WriteBlock(nodes);
        }
    }

    private void WriteArgumentDefinitions(InputValueDefinitionNode[] arguments)
    {
        int start = _text.Length;
        WriteInParentheses(arguments);
        if (HasLineBreakAfter(start))
        {
            _text.Length = start;
            WriteLines("(", arguments, ")");
        }
    }
}
