using HotChocolate.Execution.Processing;

namespace HotChocolate.Resolvers
{
    /// <summary>What a resolver can see of its call, as a parameter.</summary>
    public interface IResolverContext
    {
        /// <summary>The selection that the resolver is called for.</summary>
        ISelection Selection { get; }

        /// <summary>The same selection, to look into what is selected of the resolver's value.</summary>
        ISelectionCollection Select();
    }

    /// <summary>
    /// Selections, to look into what is selected of their values. Fields that <c>@skip</c> or <c>@include</c> leaves
    /// out are not there.
    /// </summary>
    public interface ISelectionCollection : IReadOnlyList<ISelection>
    {
        /// <summary>What is selected of the values as the field of that name, under whatever aliases.</summary>
        ISelectionCollection Select(string fieldName);

        /// <summary>Whether the field of that name is selected of the values.</summary>
        bool IsSelected(string fieldName);
    }
}

namespace HotChocolate.Execution.Processing
{
    /// <summary>One entry of the response: a field, with all its occurrences in the document merged.</summary>
    public interface ISelection
    {
        /// <summary>The selection's number within its operation.</summary>
        int Id { get; }
    }
}
