using HotChocolate.Language;

namespace HotChocolate.Validation;

/// <summary>A rule that documents have to keep, beside those of the specification.</summary>
public interface IDocumentValidatorRule
{
    /// <summary>Rules with a lower number are asked first.</summary>
    ushort Priority { get; }

    /// <summary>
    /// Whether the rule's verdict on a document holds for all later requests with it. One whose verdict does not is
    /// refused when the server starts.
    /// </summary>
    bool IsCacheable { get; }

    /// <summary>
    /// Looks at a document, and reports what is wrong with it. The document may be invalid otherwise.
    /// </summary>
    void Validate(IDocumentValidatorContext context, DocumentNode document);
}

/// <summary>Where a rule reports what it finds.</summary>
public interface IDocumentValidatorContext
{
    /// <summary>
    /// Whether validation stops here: a rule sets it before it reports an error for which no other rule may look at the
    /// document, because that would take too much time or stack.
    /// </summary>
    bool FatalErrorDetected { get; set; }

    /// <summary>Reports an error; the document is not executed.</summary>
    void ReportError(IError error);
}
