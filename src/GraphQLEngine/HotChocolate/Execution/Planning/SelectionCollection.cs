using System.Collections;
using HotChocolate.Execution.Processing;
using HotChocolate.Resolvers;

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

    private IEnumerable<Selection> Below(string fieldName)
        => from selection in selections
           from type in selection.Below
           from below in type.Selections
           where below.Field.Name == fieldName
           select below;
}
