using System.Text;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>
/// Prints a schema as SDL, in HotChocolate's order, so that exported schemas can be compared line by line: the
/// schema, then objects, interfaces, unions, inputs and enums, directives, scalars, each sorted by name. What every
/// GraphQL server has is left out.
/// </summary>
internal sealed class SchemaPrinter
{
    private readonly StringBuilder _text = new();

    private SchemaPrinter()
    {
    }

    public static string Print(Schema schema)
    {
        var printer = new SchemaPrinter();
        printer.PrintSchema(schema);
        NamedType[] types =
        [
            .. schema.Types.OrderBy(type => type.Name, StringComparer.Ordinal).Where(type =>
                !type.Name.StartsWith("__", StringComparison.Ordinal) && !BuiltInScalars.IsSpecified(type.Name)),
        ];
        foreach (NamedType type in types.Where(type => type is not ScalarType).OrderBy(Rank))
        {
            printer.PrintType(type);
        }

        bool usesSpecifiedBy = types.OfType<ScalarType>().Any(scalar => scalar.SpecifiedBy is not null);
        foreach (DirectiveType directive in schema.Directives.OrderBy(item => item.Name, StringComparer.Ordinal)
            .Where(item => !BuiltInDirectives.IsBuiltIn(item.Name) || (usesSpecifiedBy && item.Name == "specifiedBy")))
        {
            printer.PrintDirective(directive);
        }

        foreach (ScalarType scalar in types.OfType<ScalarType>())
        {
            printer.PrintType(scalar);
        }

        return printer._text.ToString();
    }

    private static int Rank(NamedType type) => type switch
    {
        ObjectType => 0,
        InterfaceType => 1,
        UnionType => 2,
        InputObjectType => 3,
        _ => 4,
    };

    private void PrintSchema(Schema schema)
    {
        if (schema.QueryType is null && schema.MutationType is null && schema.SubscriptionType is null)
        {
            return;
        }

        BeginDefinition(schema.Description);
        _text.Append("schema");
        PrintDirectives(schema.AppliedDirectives);
        (string Operation, ObjectType? Type)[] roots =
            [("query", schema.QueryType), ("mutation", schema.MutationType), ("subscription", schema.SubscriptionType)];
        PrintBlock(
            roots.Where(root => root.Type is not null),
            root => _text.Append(root.Operation).Append(": ").Append(root.Type));
    }

    private void PrintType(NamedType type)
    {
        BeginDefinition(type.Description);
        _text.Append(type switch
        {
            ObjectType => "type ",
            InterfaceType => "interface ",
            UnionType => "union ",
            InputObjectType => "input ",
            EnumType => "enum ",
            _ => "scalar ",
        }).Append(type.Name);
        if (type is ComplexType { Interfaces.Count: > 0 } implementing)
        {
            _text.Append(" implements ").AppendJoin(" & ", implementing.Interfaces);
        }

        PrintDirectives(type.Directives);
        switch (type)
        {
            case ComplexType complexType:
                PrintBlock(complexType.Fields, PrintField);
                break;
            case InputObjectType inputType:
                PrintBlock(inputType.Fields, field => PrintInputValue(field, "\n  "));
                break;
            case EnumType enumType:
                PrintBlock(enumType.Values, PrintEnumValue);
                break;
            case UnionType union:
                _text.Append(" = ").AppendJoin(" | ", union.Types).Append('\n');
                break;
            default:
                _text.Append('\n');
                break;
        }
    }

    private void PrintDirective(DirectiveType directive)
    {
        BeginDefinition(directive.Description);
        _text.Append("directive @").Append(directive.Name);
        PrintArguments(directive.Arguments);
        _text.Append(directive.IsRepeatable ? " repeatable on " : " on ")
            .AppendJoin(" | ", directive.Locations).Append('\n');
    }

    private void PrintField(OutputField field)
    {
        PrintDescription(field.Description, "\n  ");
        _text.Append(field.Name);
        PrintArguments(field.Arguments);
        _text.Append(": ").Append(field.Type);
        PrintDirectives(field.Directives);
    }

    private void PrintEnumValue(EnumValue value)
    {
        PrintDescription(value.Description, "\n  ");
        _text.Append(value.Name);
        PrintDirectives(value.Directives);
    }

    private void PrintArguments(NamedList<InputValue> arguments)
    {
        if (arguments.Count == 0)
        {
            return;
        }

        char separator = '(';
        foreach (InputValue argument in arguments)
        {
            _text.Append(separator);
            PrintInputValue(argument, " ");
            separator = ' ';
        }

        _text.Append(')');
    }

    private void PrintInputValue(InputValue value, string afterDescription)
    {
        PrintDescription(value.Description, afterDescription);
        _text.Append(value.Name).Append(": ").Append(value.Type);
        if (value.DefaultValue is not null)
        {
            _text.Append(" = ").Append(SyntaxPrinter.Print(value.DefaultValue));
        }

        PrintDirectives(value.Directives);
    }

    private void PrintDirectives(IEnumerable<DirectiveNode> directives)
    {
        foreach (DirectiveNode directive in directives)
        {
            _text.Append(' ').Append(SyntaxPrinter.Print(directive));
        }
    }

    /// <summary>Begins a definition, a blank line after the one before.</summary>
    private void BeginDefinition(string? description)
    {
        if (_text.Length > 0)
        {
            _text.Append('\n');
        }

        PrintDescription(description, "\n");
    }

    private void PrintDescription(string? description, string after)
    {
        if (description is not null)
        {
            _text.Append(SyntaxPrinter.PrintString(description)).Append(after);
        }
    }

    private void PrintBlock<T>(IEnumerable<T> items, Action<T> print)
    {
        _text.Append(" {\n");
        foreach (T item in items)
        {
            _text.Append("  ");
            print(item);
            _text.Append('\n');
        }

        _text.Append("}\n");
    }
}
