namespace LeadGraph.GraphQL;

/// <summary>
/// Marks a request that the service sends itself, with a document of its own. It is executed where only trusted
/// documents are.
/// </summary>
public sealed class OwnDocument;
