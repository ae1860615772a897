using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>
/// Estimates the memory that prepared documents take, by what there is much of in those that take much. The weights
/// are measured; a test compares them with documents made to take the most.
/// </summary>
internal static class DocumentSize
{
    private const int Base = 2 * 1024;

    // Of names that are written once, in the syntax and in plans.
    private const int BytesPerCharacter = 5;

    private const int BytesPerToken = 160;

    private const int BytesPerSelection = 500;

    /// <summary>What a valid document takes, in bytes.</summary>
    public static long Of(string text, DocumentNode document, IEnumerable<PreparedOperation> operations) => Capped(
        Base
        + ((long)BytesPerCharacter * text.Length)
        + ((long)BytesPerToken * document.Tokens)
        + (BytesPerSelection * operations.Sum(operation => operation.PlannedSelections)));

    /// <summary>What is kept of an invalid document, in bytes.</summary>
    public static long Of(IReadOnlyList<IError> errors)
        => Base + errors.Sum(error => Base + (sizeof(char) * (long)error.Message.Length));

    private static long Capped(double bytes) => (long)Math.Min(bytes, int.MaxValue);
}
