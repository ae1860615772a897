using System.Text.Json;

namespace HotChocolate.Execution;

/// <summary>Coerces the variables: https://spec.graphql.org/September2025/#sec-Coercing-Variable-Values</summary>
internal sealed class OperationVariableCoercionStep(PipelineParts parts, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "OperationVariableCoercion", (parts, next) => new OperationVariableCoercionStep(parts, next).InvokeAsync);

    /// <summary>Coerces the variables, unless that has been done. False where it ends the request.</summary>
    public static bool TryCoerce(PipelineParts parts, RequestState state)
    {
        if (state.Variables is not null)
        {
            return true;
        }

        int maxTokens = parts.Parser.MaxAllowedTokens;
        ReadOnlySpan<byte> json = state.Request.Variables.Span;
        if (VariableSize.TokensIn(json) > maxTokens)
        {
            state.Result = parts.Errors.Refuse(
                state,
                RequestErrorKind.Request,
                new Error($"The variables have more than {maxTokens} tokens.") { Code = ErrorCodes.Syntax });
            return false;
        }

        List<IError>? errors = null;
        state.Variables = VariableCoercion.Coerce(
            parts.Schema, state.Operation!.Operation, json.IsEmpty ? default : JsonElement.Parse(json), ref errors);
        if (errors is not null)
        {
            state.Result = parts.Errors.Refuse(state, RequestErrorKind.Request, errors);
            return false;
        }

        return true;
    }

    private ValueTask InvokeAsync(RequestState state)
        => TryCoerce(parts, state) ? next(state) : ValueTask.CompletedTask;
}
