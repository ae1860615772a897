using System.Text;

namespace HotChocolate.Language;

/// <summary>
/// Prints syntax nodes as GraphQL text: two spaces a level, a line broken where arguments or a value would pass
/// <see cref="MaxLineLength"/> characters. This part prints executable documents.
/// </summary>
internal sealed partial class SyntaxPrinter
{
    private const int MaxLineLength = 80;

    private readonly StringBuilder _text = new();
    private int _indent;

    // Set while a list or object is printed on one line, which then holds for all values in it.
    private bool _onOneLine;

    private SyntaxPrinter()
    {
    }

    /// <summary>Prints a document or any node of one, without a final line break.</summary>
    public static string Print(SyntaxNode node)
    {
        var printer = new SyntaxPrinter();
        printer.Write(node);
        return printer._text.ToString();
    }

    /// <summary>The literal for a text between single quotation marks, which are part of it.</summary>
    public static string PrintString(string value)
    {
        var printer = new SyntaxPrinter();
        printer.WriteString(value);
        return printer._text.ToString();
    }

    private void Write(SyntaxNode node)
    {
        switch (node)
        {
            case DocumentNode document:
                WriteDocument(document);
                break;
            case OperationDefinitionNode operation:
                WriteOperation(operation);
                break;
            case FragmentDefinitionNode fragment:
                WriteFragment(fragment);
                break;
            case VariableDefinitionNode variable:
                WriteVariableDefinition(variable);
                break;
            case SelectionSetNode selectionSet:
                WriteBlock(selectionSet.Items);
                break;
            case FieldNode field:
                WriteField(field);
                break;
            case FragmentSpreadNode spread:
                _text.Append("...").Append(spread.Name);
                WriteDirectives(spread.Directives);
                break;
            case InlineFragmentNode inline:
                WriteInlineFragment(inline);
                break;
            case ArgumentNode argument:
                WriteNamed(argument.Name, argument.Value);
                break;
            case DirectiveNode directive:
                _text.Append('@').Append(directive.Name);
                WriteInParentheses(directive.Arguments);
                break;
            case ObjectFieldNode field:
                WriteNamed(field.Name, field.Value);
                break;
            case NameNode name:
                _text.Append(name.Value);
                break;
            case ValueNode value:
                WriteValue(value);
                break;
            case TypeNode type:
                WriteType(type);
                break;
            default:
                WriteTypeSystem(node);
                break;
        }
    }

    private void WriteDocument(DocumentNode document)
    {
        for (int i = 0; i < document.Parts.Length; i++)
        {
            _text.Append(i == 0 ? "" : "\n\n");
            Write(document.Parts[i]);
        }
    }

    private void WriteOperation(OperationDefinitionNode operation)
    {
        WriteDescription(operation.Description);
        bool isShorthand = operation is
        {
            Operation: OperationType.Query,
            Description: null,
            Name: null,
            VariableDefinitions: [],
            Directives: [],
        };
        if (!isShorthand)
        {
            _text.Append(operation.Operation switch
            {
                OperationType.Mutation => "mutation ",
                OperationType.Subscription => "subscription ",
                _ => "query ",
            });
            _text.Append(operation.Name);
            WriteVariableDefinitions(operation.VariableDefinitions);
            if (operation.Name is null && operation.VariableDefinitions.Length == 0)
            {
                _text.Length--;
            }

            WriteDirectives(operation.Directives);
            _text.Append(' ');
        }

        Write(operation.SelectionSet);
    }

    private void WriteVariableDefinitions(VariableDefinitionNode[] variables)
    {
        int start = _text.Length;
        WriteInParentheses(variables);
        if (HasLineBreakAfter(start))
        {
            _text.Length = start;
            WriteLines("(", variables, ")", indent: 0);
        }
    }

    private void WriteVariableDefinition(VariableDefinitionNode variable)
    {
        WriteDescription(variable.Description);
        WriteNamed(variable.Variable, variable.Type);
        WriteDefault(variable.DefaultValue);
        WriteDirectives(variable.Directives);
    }

    private void WriteFragment(FragmentDefinitionNode fragment)
    {
        WriteDescription(fragment.Description);
        _text.Append("fragment ").Append(fragment.Name).Append(" on ").Append(fragment.TypeCondition.Name);
        WriteDirectives(fragment.Directives);
        _text.Append(' ');
        Write(fragment.SelectionSet);
    }

    private void WriteField(FieldNode field)
    {
        int start = _text.Length;
        if (field.Alias is not null)
        {
            _text.Append(field.Alias).Append(": ");
        }

        _text.Append(field.Name);
        int arguments = _text.Length;
        if (field.Arguments.Length > 0
            && !TryWriteOnOneLine(start, field, static (printer, field) => printer.WriteInParentheses(field.Arguments)))
        {
            _text.Length = arguments;
            WriteLines("(", field.Arguments, ")");
        }

        WriteDirectives(field.Directives);
        if (field.SelectionSet is not null)
        {
            _text.Append(' ');
            Write(field.SelectionSet);
        }
    }

    private void WriteInlineFragment(InlineFragmentNode inline)
    {
        _text.Append("...");
        if (inline.TypeCondition is not null)
        {
            _text.Append(" on ").Append(inline.TypeCondition.Name);
        }

        WriteDirectives(inline.Directives);
        _text.Append(' ');
        Write(inline.SelectionSet);
    }

    private void WriteDirectives(DirectiveNode[] directives)
    {
        foreach (DirectiveNode directive in directives)
        {
            _text.Append(' ');
            Write(directive);
        }
    }

    private void WriteType(TypeNode type)
    {
        switch (type)
        {
            case NonNullTypeNode nonNull:
                WriteType(nonNull.Type);
                _text.Append('!');
                break;
            case ListTypeNode list:
                _text.Append('[');
                WriteType(list.Type);
                _text.Append(']');
                break;
            case NamedTypeNode named:
                _text.Append(named.Name);
                break;
        }
    }

    private void WriteDescription(StringValueNode? description)
    {
        if (description is not null)
        {
            WriteValue(description);
            WriteLineBreak();
        }
    }

    private void WriteDefault(ValueNode? value)
    {
        if (value is not null)
        {
            _text.Append(" = ");
            WriteValue(value);
        }
    }

    private void WriteNamed(SyntaxNode name, SyntaxNode value)
    {
        Write(name);
        _text.Append(": ");
        Write(value);
    }

    private void WriteInParentheses(SyntaxNode[] nodes)
    {
        if (nodes.Length > 0)
        {
            _text.Append('(');
            WriteSeparated(nodes, ", ");
            _text.Append(')');
        }
    }

    private void WriteSeparated(SyntaxNode[] nodes, string separator)
    {
        for (int i = 0; i < nodes.Length; i++)
        {
            _text.Append(i == 0 ? "" : separator);
            Write(nodes[i]);
        }
    }

    private void WriteBlock(SyntaxNode[] nodes) => WriteLines("{", nodes, "}");

    private void WriteLines(string open, SyntaxNode[] nodes, string close, int indent = 1)
    {
        _text.Append(open);
        _indent += indent;
        foreach (SyntaxNode node in nodes)
        {
            WriteLineBreak();
            Write(node);
        }

        _indent -= indent;
        WriteLineBreak();
        _text.Append(close);
    }

    private void WriteLineBreak() => _text.Append('\n').Append(' ', 2 * _indent);

    private bool HasLineBreakAfter(int start)
    {
        foreach (ReadOnlyMemory<char> chunk in _text.GetChunks())
        {
            if (start < chunk.Length && chunk.Span[Math.Max(0, start)..].Contains('\n'))
            {
                return true;
            }

            start -= chunk.Length;
        }

        return false;
    }
}
