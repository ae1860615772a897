using System.Collections;
using HotChocolate.Execution.Processing;
using HotChocolate.Resolvers;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Selections of one plan, for resolvers that look into what is selected of their value.</summary>
internal sealed class SelectionCollection(IReadOnlyList<Selection> selections) : ISelectionCollection
{
    public int Count => selections.Count;

    public ISelection this[int index] => selections[index];

    public ISelectionCollection Select(string fieldName) => new SelectionCollection([.. Below(fieldName)]);

    public bool IsSelected(string fieldName) => Below(fieldName).Any();

    public IEnumerator<ISelection> GetEnumerator() => selections.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Classes make object types alone, so no value is one of several types.
    private IEnumerable<Selection> Below(string fieldName)
        => from selection in selections
           where selection.Field.Type.Named is ObjectType
           from below in selection.SelectionsOf((ObjectType)selection.Field.Type.Named).Selections
           where below.Field.Name == fieldName
           select below;
}
