namespace HotChocolate.Validation.Options;

/// <summary>What the validation of executable documents asks beyond the specification.</summary>
public sealed class ValidationOptions
{
    /// <summary>
    /// How many levels deep the fields of any operation may nest, fragments resolved. This bounds the stack of
    /// all that walks an operation, so there is no way to switch it off.
    /// </summary>
    internal const int MaxNesting = 128;

    /// <summary>The deepest nesting of fields that the server wants to execute; null for no limit of its own.</summary>
    internal int? MaxExecutionDepth { get; set; }

    /// <summary>Whether <see cref="MaxExecutionDepth"/> lets introspection go deeper.</summary>
    internal bool SkipIntrospectionFields { get; set; }

    /// <summary>
    /// Whether documents may select <c>__schema</c> and <c>__type</c>, and messages tell names that the document does
    /// not hold. Default true.
    /// </summary>
    internal bool AllowsIntrospection { get; set; } = true;

    /// <summary>Makes the rules that the application adds.</summary>
    internal List<Func<IServiceProvider, ValidationOptions, IDocumentValidatorRule>> Rules { get; } = [];
}
