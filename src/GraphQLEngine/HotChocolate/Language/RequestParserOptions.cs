namespace HotChocolate.Language;

/// <summary>
/// What a document may hold at most. The defaults are far beyond what a client written by people or by
/// code generators sends; a document over a limit is refused before any of it is executed.
/// </summary>
public sealed class RequestParserOptions
{
    /// <summary>The most syntax nodes. Default 65,536.</summary>
    public int MaxAllowedNodes { get; set; } = 65_536;

    /// <summary>The most tokens. Default 65,536.</summary>
    public int MaxAllowedTokens { get; set; } = 65_536;

    /// <summary>The most fields in selection sets. Default 2,048, as HotChocolate has it.</summary>
    public int MaxAllowedFields { get; set; } = 2_048;

    /// <summary>
    /// How deep selection sets, values and type references may nest. Default 128; this bounds the stack that
    /// the parser and everything that walks its result use.
    /// </summary>
    public int MaxAllowedNesting { get; set; } = 128;
}
