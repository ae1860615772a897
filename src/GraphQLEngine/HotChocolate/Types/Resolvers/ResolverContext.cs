using HotChocolate.Execution.Processing;
using HotChocolate.Language;
using HotChocolate.Resolvers;

namespace HotChocolate.Types;

/// <summary>What a resolver can see of the request: one for each call of a resolver.</summary>
internal abstract class ResolverContext : IResolverContext
{
    ISelection IResolverContext.Selection => OwnSelection;

    ISelectionCollection IResolverContext.Select() => OwnSelections;

    /// <summary>The selection that the resolver is called for.</summary>
    public abstract ISelection OwnSelection { get; }

    /// <summary>The same, to look into what is selected of the value.</summary>
    public abstract ISelectionCollection OwnSelections { get; }

    /// <summary>Where in the response the resolver's value goes. Known while the resolver is being called.</summary>
    public abstract Path Path { get; }

    public abstract Schema Schema { get; }

    /// <summary>The field being resolved.</summary>
    public abstract OutputField Field { get; }

    /// <summary>The field's occurrences in the document; the first one names its place in errors.</summary>
    public abstract IReadOnlyList<FieldNode> FieldNodes { get; }

    /// <summary>The object whose field it is; on a root field the root value or the event, mostly null.</summary>
    public abstract object? Parent { get; }

    /// <summary>
    /// The services of the request, or, where the field has <see cref="UseScope"/>d, of this one call.
    /// </summary>
    public abstract IServiceProvider Services { get; }

    /// <summary>Cancelled when the caller leaves or the request's time is over.</summary>
    public abstract CancellationToken RequestAborted { get; }

    /// <summary>
    /// The coerced value of the argument at that index of <see cref="OutputField.Arguments"/>, or null.
    /// </summary>
    public abstract object? Argument(int index);

    /// <summary>Whether the argument was given or has a default.</summary>
    public abstract bool IsGiven(int index);

    /// <summary>The value of the id of the node to load; null where no node is loaded.</summary>
    public abstract object? NodeId { get; }

    /// <summary>The same call for one node to load, with a service scope of its own where it opens one.</summary>
    /// <param name="id">The value of the node's id.</param>
    public abstract ResolverContext ForNode(object id);

    /// <summary>What an interceptor has put aside for resolvers, or null.</summary>
    public abstract object? GlobalState(string key);

    /// <summary>The request's instance of a DataLoader class.</summary>
    public abstract object DataLoader(Type type);

    /// <summary>
    /// Opens a service scope that lasts until the call's value is complete, and makes it <see cref="Services"/>.
    /// </summary>
    public abstract void UseScope();
}
