using System.Globalization;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.CostAnalysis.Types;

/// <summary>Applies <c>@cost</c> to a field, argument or input field.</summary>
/// <param name="weight">
/// What each use adds to the cost of an operation, instead of what it would add by default.
/// </param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CostAttribute(double weight) : Attribute, IFieldConfiguration
{
    int IFieldConfiguration.Order => 3;

    internal DirectiveNode Directive => CostDirectives.Cost(weight.ToString(CultureInfo.InvariantCulture));

    void IFieldConfiguration.Configure(FieldDefinition field, TypeRegistry types)
    {
        field.Directives.RemoveAll(directive => directive.Name.Value == "cost");
        field.Directives.Add(Directive);
    }
}
