namespace LeadGraph.GraphQL;

/// <summary>Mutations. They are accepted over HTTP POST only.</summary>
public class Mutation;
