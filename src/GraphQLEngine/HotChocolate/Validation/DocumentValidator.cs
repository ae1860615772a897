using HotChocolate.Language;
using HotChocolate.Validation.Options;
using HotChocolate.Validation.Rules;

namespace HotChocolate.Validation;

/// <summary>
/// Validates executable documents: https://spec.graphql.org/September2025/#sec-Validation. It is done once for a
/// document; what depends on the values of variables is done for each request, see the cost analysis.
/// </summary>
internal static class DocumentValidator
{
    private static readonly ValidationOptions s_defaults = new();

    private static readonly Action<ExecutableContext>[] s_rules =
    [
        ExecutableDefinitions.Check,
        KnownOperationTypes.Check,
        UniqueOperationNames.Check,
        LoneAnonymousOperation.Check,
        SingleFieldSubscriptions.Check,
        KnownTypeNames.Check,
        FragmentsOnCompositeTypes.Check,
        VariablesAreInputTypes.Check,
        ScalarLeafs.Check,
        FieldsOnCorrectType.Check,
        UniqueFragmentNames.Check,
        KnownFragmentNames.Check,
        NoUnusedFragments.Check,
        PossibleFragmentSpreads.Check,
        NoFragmentCycles.Check,
        UniqueVariableNames.Check,
        KnownDirectives.Check,
        UniqueDirectivesPerLocation.Check,
        KnownArgumentNames.Check,
        UniqueArgumentNames.Check,
        ValuesOfCorrectType.Check,
        ProvidedRequiredArguments.Check,
        UniqueInputFieldNames.Check,
        NoIntrospection.Check,
        MaxExecutionDepth.Check,
        OneSlicingArgument.Check,
        OverlappingFieldsCanBeMerged.Check,
    ];

    /// <summary>The rules about one operation and the fragments that it uses.</summary>
    private static readonly Action<ExecutableContext, OperationVariables>[] s_operationRules =
    [
        NoUndefinedVariables.Check,
        NoUnusedVariables.Check,
        VariablesInAllowedPosition.Check,
    ];

    /// <param name="schema">The schema that the document is for.</param>
    /// <param name="document">The document.</param>
    /// <param name="options">What is asked beyond the specification.</param>
    /// <param name="rules">The application's own rules, in the order in which they are asked.</param>
    /// <returns>What is wrong, at most 100 errors; empty for a valid document.</returns>
    public static IReadOnlyList<IError> Validate(
        Schema schema,
        DocumentNode document,
        ValidationOptions? options = null,
        params IReadOnlyList<IDocumentValidatorRule> rules)
    {
        options ??= s_defaults;
        var context = new ExecutableContext
        {
            Schema = schema,
            Directives = schema.Directives,
            Options = options,
            RevealsSchemaNames = options.AllowsIntrospection,
            Facts = FactCollector.Collect(schema, schema.Directives, document),
        };

        foreach (IDocumentValidatorRule rule in rules)
        {
            rule.Validate(context, document);
            if (context.FatalErrorDetected)
            {
                return context.Errors;
            }
        }

        foreach (Action<ExecutableContext> check in s_rules)
        {
            check(context);
        }

        foreach (OperationVariables variables in OperationVariables.Of(context))
        {
            foreach (Action<ExecutableContext, OperationVariables> check in s_operationRules)
            {
                check(context, variables);
            }

            if (context.IsFull)
            {
                break;
            }
        }

        return context.Errors;
    }
}
