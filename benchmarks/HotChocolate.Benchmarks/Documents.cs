namespace HotChocolate.Benchmarks;

/// <summary>What is measured.</summary>
internal static class Documents
{
    public const string Field = "{ version }";

    public const string Rows = """
        query Rows {
          people(count: 100) {
            userId username firstName email totalEvents activeDays lastActivity leadScore
          }
        }
        """;

    public const string Levels = """
        query Levels {
          people(count: 20) {
            userId
            friends { username friends { username } }
          }
        }
        """;

    public const string Connection = """
        query Connection {
          allPeople(first: 50) { nodes { userId username totalEvents leadScore } pageInfo { hasNextPage endCursor } }
        }
        """;

    public const string FilteredConnection = """
        query FilteredConnection {
          allPeople(
            first: 50
            where: { totalEvents: { gte: 100 }, username: { contains: "user" } }
            order: [{ activeDays: DESC }, { userId: ASC }]
          ) {
            totalCount nodes { userId username totalEvents leadScore } pageInfo { hasNextPage endCursor }
          }
        }
        """;

    public const string Introspection = """
        query IntrospectionQuery {
          __schema {
            description
            queryType { name kind } mutationType { name kind } subscriptionType { name kind }
            types { ...FullType }
            directives {
              name description isRepeatable locations
              args(includeDeprecated: true) { ...InputValue }
            }
          }
        }
        fragment FullType on __Type {
          kind name description specifiedByURL
          fields(includeDeprecated: true) {
            name description
            args(includeDeprecated: true) { ...InputValue }
            type { ...TypeRef }
            isDeprecated deprecationReason
          }
          inputFields(includeDeprecated: true) { ...InputValue }
          interfaces { ...TypeRef }
          enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
          possibleTypes { ...TypeRef }
        }
        fragment InputValue on __InputValue {
          name description type { ...TypeRef } defaultValue isDeprecated deprecationReason
        }
        fragment TypeRef on __Type {
          kind name
          ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }
        }
        """;
}
