namespace HotChocolate.Types;

/// <summary>
/// Computes a field's value: of an enum, scalar or object type its C# value, of a list an enumerable.
/// </summary>
internal delegate ValueTask<object?> FieldResolver(ResolverContext context);

/// <summary>Wraps a resolver, e.g. to page what it returns.</summary>
internal delegate FieldResolver FieldMiddleware(FieldResolver next);

/// <summary>
/// Opens the stream of events behind a subscription field. Each event becomes the parent of one execution.
/// </summary>
internal delegate ValueTask<IAsyncEnumerable<object?>> SubscribeResolver(ResolverContext context);

/// <summary>Reads a leaf from the parent and writes it. False, with nothing written, where it is null.</summary>
internal delegate bool LeafWriter(object parent, ResponseWriter writer);
