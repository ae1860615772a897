using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation.Rules;

/// <summary>
/// https://spec.graphql.org/September2025/#sec-Values-of-Correct-Type,
/// https://spec.graphql.org/September2025/#sec-Input-Object-Field-Names,
/// https://spec.graphql.org/September2025/#sec-Input-Object-Required-Fields
/// </summary>
internal static class ValuesOfCorrectType
{
    private const int MaxShownLength = 60;

    public static void Check(ExecutableContext context)
    {
        foreach (ValueFacts value in context.Facts.Values)
        {
            if (context.IsFull)
            {
                return;
            }

            Check(context, value.Node, value.Type);
        }
    }

    private static void Check(ExecutableContext context, ValueNode node, GraphQLType type)
    {
        switch (node, type.Named)
        {
            case (NullValueNode, _):
                if (type.IsNonNull)
                {
                    context.ReportWithSchemaNames(
                        $"null is no value of type `{type}`.", "null is no value here.", node);
                }

                break;
            case (ListValueNode, _) when type.NullableType is ListType:
                break;
            case (ObjectValueNode obj, InputObjectType inputType):
                CheckObject(context, obj, inputType);
                break;
            case (EnumValueNode value, EnumType enumType):
                if (enumType.Values[value.Value] is null)
                {
                    string near = context.Suggest(value.Value, enumType.Values.Select(static known => known.Name));
                    context.ReportWithSchemaNames(
                        $"Enum `{enumType}` has no value `{value.Value}`.{near}",
                        $"There is no enum value `{value.Value}` here.",
                        node);
                }

                break;
            case (FloatValueNode or IntValueNode, FloatScalar):
                // A number beyond the range of Float is one for the grammar; its coercion refuses it.
                break;
            case (_, JsonScalar) when HasVariables(node):
                // It is complete only with the variables; then it is read.
                break;
            case (_, ScalarType scalar) when scalar.TryParseLiteral(node, out _):
                break;
            default:
                string expected = Expected(context, type.Named);
                context.ReportWithSchemaNames(
                    $"{Show(node)} is no value of type `{type}`.{expected}",
                    $"{Show(node)} is no value of the type that is needed here.{expected}",
                    node);
                break;
        }
    }

    private static void CheckObject(ExecutableContext context, ObjectValueNode obj, InputObjectType type)
    {
        int known = 0;
        bool isNull = false;
        foreach (ObjectFieldNode field in obj.Fields)
        {
            string name = field.Name.Value;
            if (type.Fields[name] is not null)
            {
                known++;
                isNull |= field.Value is NullValueNode;
            }
            else if (!context.IsFull)
            {
                string near = context.Suggest(name, type.Fields.Select(static other => other.Name));
                context.ReportWithSchemaNames(
                    $"Input type `{type}` has no field `{name}`.{near}",
                    $"This input object has no field `{name}`.",
                    field);
            }
        }

        foreach (InputValue field in type.Fields.AsSpan())
        {
            if (field.IsRequired && !Array.Exists(obj.Fields, given => given.Name.Value == field.Name))
            {
                context.ReportWithSchemaNames(
                    $"Input type `{type}` needs the field `{field.Name}` of type `{field.Type}`.",
                    "This input object needs a field that is not given.",
                    obj);
            }
        }

        if (type.IsOneOf && (known != 1 || isNull))
        {
            string fields = string.Join(", ", type.Fields.Select(static field => $"`{field.Name}`"));
            context.ReportWithSchemaNames(
                $"Input type `{type}` takes exactly one of {fields}, and not null.",
                "This input object takes exactly one of its fields, and not null.",
                obj);
        }
    }

    private static bool HasVariables(ValueNode node) => node switch
    {
        VariableNode => true,
        ListValueNode list => Array.Exists(list.Items, HasVariables),
        ObjectValueNode obj => Array.Exists(obj.Fields, static field => HasVariables(field.Value)),
        _ => false,
    };

    private static string Show(ValueNode node)
    {
        string text = SyntaxPrinter.Print(node);
        return text.Length <= MaxShownLength ? text : string.Concat(text.AsSpan(0, MaxShownLength - 3), "...");
    }

    private static string Expected(ExecutableContext context, NamedType type) => type switch
    {
        EnumType enumType when context.RevealsSchemaNames =>
            " It takes one of " + string.Join(", ", enumType.Values.Select(static value => value.Name))
            + ", without quotes.",
        InputObjectType => " It takes an object, between braces.",
        _ => "",
    };
}
