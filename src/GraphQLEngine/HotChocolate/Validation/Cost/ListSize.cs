using System.Globalization;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation;

/// <summary>
/// A field's <c>@listSize</c>: the assumed size of the lists that the field, or a field below it, returns.
/// https://ibm.github.io/graphql-specs/cost-spec.html#sec-The-List-Size-Directive
/// </summary>
internal sealed class ListSize
{
    private double _assumedSize = 1;
    private string? _lengthArgument;

    private ListSize()
    {
    }

    /// <summary>The arguments that say how long the list is.</summary>
    public string[] SlicingArguments { get; private set; } = [];

    /// <summary>The fields below whose lists are meant; none where it is the field's own list.</summary>
    public string[] SizedFields { get; private set; } = [];

    /// <summary>Whether exactly one slicing argument has to be given.</summary>
    public bool RequiresOneSlicingArgument { get; private set; } = true;

    /// <summary>
    /// The directive of the field, or what an argument says that is as long as its list; null if it has neither.
    /// </summary>
    public static ListSize? Of(OutputField field)
    {
        if (field.LengthArgument is { } lengthArgument)
        {
            return new ListSize { _lengthArgument = lengthArgument, RequiresOneSlicingArgument = false };
        }

        if (CostWeights.Find(field.Directives, "listSize") is not { } directive)
        {
            return null;
        }

        var size = new ListSize();
        double? defaultSize = null;
        foreach (ArgumentNode argument in directive.Arguments)
        {
            switch (argument.Name.Value)
            {
                case "assumedSize":
                    size._assumedSize = Number(argument.Value) ?? 1;
                    break;
                case "slicingArgumentDefaultValue":
                    defaultSize = Number(argument.Value);
                    break;
                case "slicingArguments":
                    size.SlicingArguments = Names(argument.Value);
                    break;
                case "sizedFields":
                    size.SizedFields = Names(argument.Value);
                    break;
                case "requireOneSlicingArgument":
                    size.RequiresOneSlicingArgument = argument.Value is BooleanValueNode { Value: true };
                    break;
            }
        }

        size._assumedSize = defaultSize ?? size._assumedSize;
        size.RequiresOneSlicingArgument &= size.SlicingArguments.Length > 0;
        return size;
    }

    /// <summary>How long the list is for a field with these arguments: as the largest slicing argument says.</summary>
    public double Evaluate(OutputField field, FieldNode node, CostVariables variables)
    {
        if (_lengthArgument is not null)
        {
            return Given(node, _lengthArgument, variables) is ListValueNode list ? list.Items.Length : 1;
        }

        double? largest = null;
        foreach (string name in SlicingArguments)
        {
            if (Number(Given(node, name, variables) ?? field.Arguments[name]?.DefaultValue) is { } number)
            {
                largest = Math.Max(largest ?? 0, number);
            }
        }

        return largest ?? _assumedSize;
    }

    private static ValueNode? Given(FieldNode node, string name, CostVariables variables)
    {
        ValueNode? value = node.Arguments.FirstOrDefault(argument => argument.Name.Value == name)?.Value;
        return value is VariableNode given ? variables.Literal(given) : value;
    }

    private static double? Number(ValueNode? value) =>
        value is IntValueNode number && double.TryParse(number.Value, CultureInfo.InvariantCulture, out double result)
            ? result
            : null;

    private static string[] Names(ValueNode value) => value switch
    {
        ListValueNode list => [.. list.Items.OfType<StringValueNode>().Select(static item => item.Value)],
        StringValueNode single => [single.Value],
        _ => [],
    };
}
