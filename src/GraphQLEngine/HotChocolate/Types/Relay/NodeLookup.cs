namespace HotChocolate.Types.Relay;

/// <summary>Loads nodes by their ids.</summary>
internal sealed class NodeLookup
{
    private const int MaxNodes = 50;

    private readonly Dictionary<string, NodeResolver> _resolvers = new(StringComparer.Ordinal);

    /// <summary>Adds a type of nodes.</summary>
    public void Add(string typeName, NodeResolver resolver) => _resolvers.Add(typeName, resolver);

    /// <summary>Loads the node whose id is the only argument.</summary>
    public ValueTask<object?> FindAsync(ResolverContext context)
    {
        var id = (string)context.Argument(0)!;
        return Begin(context, Parse(id), id);
    }

    /// <summary>
    /// Loads the nodes whose ids are the only argument. All are asked for before one is waited for, so that a DataLoader
    /// loads them together.
    /// </summary>
    public async ValueTask<object?> FindManyAsync(ResolverContext context)
    {
        string[] ids = [.. ((List<object?>)context.Argument(0)!).Cast<string>()];
        if (ids.Length > MaxNodes)
        {
            throw new GraphQLException(ErrorBuilder.New()
                .SetMessage(
                    $"The maximum number of nodes that can be fetched at once is {MaxNodes}. "
                        + $"This selection tried to fetch {ids.Length} nodes that exceeded the maximum allowed amount.")
                .SetCode(ErrorCodes.TooManyNodes)
                .Build());
        }

        NodeId[] parsed = [.. ids.Select(Parse)];
        Task<object?>[] pending = [.. ids.Select((id, index) => CatchAsync(context, parsed[index], id))];
        return await Task.WhenAll(pending).ConfigureAwait(false);
    }

    /// <summary>The node, or the exception, which belongs to its place in the list.</summary>
    private async Task<object?> CatchAsync(ResolverContext context, NodeId id, string text)
    {
        try
        {
            return await Begin(context, id, text).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            return exception;
        }
    }

    private ValueTask<object?> Begin(ResolverContext context, NodeId id, string text)
    {
        if (!_resolvers.TryGetValue(id.TypeName, out NodeResolver? resolver))
        {
            string name = Excerpt.Of(id.TypeName, Excerpt.MaxNameLength);
            throw new GraphQLException(ErrorBuilder.New()
                .SetMessage($"There is no node resolver registered for type `{name}`.")
                .Build());
        }

        return id.TryRead(resolver.IdType, out object? value)
            ? resolver.Resolve(context.ForNode(value))
            : throw Malformed(text);
    }

    private static NodeId Parse(string text) => NodeId.TryParse(text, out NodeId id) ? id : throw Malformed(text);

    private static GraphQLException Malformed(string text) => new(ErrorBuilder.New()
        .SetMessage("The node ID string has an invalid format.")
        .SetExtension("originalValue", Excerpt.Of(text, Excerpt.MaxNameLength))
        .Build());
}

/// <summary>Loads a node of one type.</summary>
/// <param name="IdType">The C# type of the values that become its ids.</param>
/// <param name="Resolve">Loads the node whose value is <see cref="ResolverContext.NodeId"/>.</param>
internal sealed record NodeResolver(Type IdType, FieldResolver Resolve);
