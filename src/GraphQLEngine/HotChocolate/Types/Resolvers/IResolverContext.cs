using HotChocolate.Execution.Processing;

namespace HotChocolate.Resolvers
{
    /// <summary>What a resolver can see of its call, as a parameter.</summary>
    public interface IResolverContext
    {
        /// <summary>The selection that the resolver is called for.</summary>
        ISelection Selection { get; }
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
