using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Variables-Are-Input-Types</summary>
internal static class VariablesAreInputTypes
{
    public static void Check(ExecutableContext context)
    {
        foreach (OperationFacts operation in context.Facts.Operations)
        {
            foreach (VariableDefinitionNode definition in operation.Node.VariableDefinitions)
            {
                if (context.Schema.Resolve(definition.Type) is GraphQLType { IsInputType: false } type)
                {
                    context.Report(
                        $"Variable `${definition.Variable.Name}` cannot be of type `{type}`, which is no input type.",
                        definition.Type);
                }
            }
        }
    }
}
