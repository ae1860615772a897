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
    /// <summary>Reports an error; the document is not executed.</summary>
    void ReportError(IError error);
}
