namespace HotChocolate.Types.Pagination;

/// <summary>How lists are paged.</summary>
public sealed class PagingOptions
{
    internal const int DefaultDefaultPageSize = 10;
    internal const int DefaultMaxPageSize = 50;

    /// <summary>
    /// How many rows a page has where the request does not say: 0 or more. Null for 10. Never more than
    /// <see cref="MaxPageSize"/>.
    /// </summary>
    public int? DefaultPageSize { get; set; }

    /// <summary>The most rows that a request may ask for: 1 or more. Null for 50.</summary>
    public int? MaxPageSize { get; set; }

    /// <summary>Whether connections have a field <c>totalCount</c>. Null for false.</summary>
    public bool? IncludeTotalCount { get; set; }

    internal int EffectiveMaxPageSize => MaxPageSize ?? DefaultMaxPageSize;

    internal int EffectiveDefaultPageSize => Math.Min(DefaultPageSize ?? DefaultDefaultPageSize, EffectiveMaxPageSize);
}
