namespace LeadGraph.Data;

/// <summary>Marks a key of an order whose NULLs come first instead of last: a page that is read backwards.</summary>
public static class NullsFirst
{
    /// <summary>The key, for <c>OrderBy</c> and the like. <see cref="NullsLastInterceptor"/> removes the mark.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static T Of<T>(T key)
        => throw new InvalidOperationException($"{nameof(NullsFirst)} stands for SQL and runs only within a query.");
}
