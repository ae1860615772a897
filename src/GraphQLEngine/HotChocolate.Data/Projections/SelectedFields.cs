using HotChocolate.Execution;
using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>Looks into what a request selects of a field's value.</summary>
internal static class SelectedFields
{
    /// <summary>The selection that a resolver is called for.</summary>
    public static Selection Of(ResolverContext context) => ((PendingField)context).Selection;

    /// <summary>What is selected of the field's value; null if that is no object, or one of several types.</summary>
    public static SelectionSet? Below(Selection selection)
        => selection.Field.Type.Named is ObjectType type ? selection.SelectionsOf(type) : null;

    /// <summary>What is selected of a value of that class, which may be one of several; null if it can be none.</summary>
    public static SelectionSet? Below(Selection selection, Type runtimeType)
        => selection.Below.FirstOrDefault(fields => fields.Type.RuntimeType == runtimeType);
}
