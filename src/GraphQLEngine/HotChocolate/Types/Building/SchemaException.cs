namespace HotChocolate;

/// <summary>A schema cannot be built. Lists every mistake, not only the first.</summary>
internal sealed class SchemaException(IReadOnlyList<string> errors)
    : Exception("The schema has " + (errors.Count == 1 ? "a mistake" : $"{errors.Count} mistakes") + ":"
        + string.Concat(errors.Select(error => Environment.NewLine + "- " + error)))
{
    /// <summary>The mistakes, each with the type and member that it is found at.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
