using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Whatever document and variables come in, and whatever resolvers do, a response comes out.</summary>
public sealed class ExecutionFuzzTests
{
    private const string Sdl =
        """
        type Query {
          item(id: ID!, filter: Filter, choice: Choice, ids: [Int!]): Item
          items(first: Int = 3): [Item!]!
          named: [Named]
          any: Union
        }
        type Mutation { change(filter: Filter!): Item! other: Item }
        interface Named { name: String }
        type Item implements Named {
          id: ID! name: String count: Int! kind: Kind items: [Item]! parent: Item! any: Union tags: [[String!]]
        }
        type Other implements Named { name: String flag: Boolean! }
        union Union = Item | Other
        enum Kind { A B }
        input Filter { text: String! = "x" kind: Kind deep: Filter many: [Filter!] any: Anything }
        input Choice @oneOf { a: Int b: String }
        scalar Anything
        """;

    private static readonly string[] s_documents =
    [
        """
        query Q ( $id : ID! = 1 , $f : Filter , $c : Choice , $on : Boolean! = true , $n : Int ) {
        item ( id : $id , filter : $f , choice : $c , ids : [ 1 , 2 ] ) { ...F items { id name @include ( if : $on ) } }
        items ( first : $n ) { count } }
        fragment F on Item { id kind parent { name count } any { ... on Item { id } ... on Other { flag } } tags }
        """,
        """
        query ( $f : Filter! = { text : "a" , many : [ { deep : { kind : A } } ] } , $on : Boolean ) {
        named { name __typename ... on Item @skip ( if : false ) { count items { parent { id } } } }
        a : item ( id : "x" , filter : $f ) { name } }
        """,
        """
        mutation M ( $f : Filter! , $k : Kind = A ) { change ( filter : $f ) { id parent { parent { count } } }
        other { name }
        more : change ( filter : { text : "t" , kind : $k , any : { a : [ 1 , $k ] } } ) { any { __typename } } }
        """,
    ];

    private static readonly string[] s_values =
    [
        "1", "-1", "1e3", "1.5", "99999999999999999999", "\"x\"", "\"\"", "\"A\"", "true", "null", "[]", "[1,null]", "{}",
        """{"text":"t"}""", """{"text":null}""", """{"many":[{"text":"t"},null]}""", """{"deep":{"deep":{"kind":"B"}}}""",
        """{"a":1}""", """{"a":1,"b":"x"}""", """{"b":null}""", """{"any":{"x":[1,{"y":"\ud800"}]}}""", "\"\\ud800\"",
    ];

    private const string Failure = "A resolver failed.";
    private const string Impossible = "A value of `Union` is none of its possible types.";

    [Fact]
    public async Task Execute_MutatedDocumentsAndVariables_AnswersDataOrErrors()
    {
        var documents = new MutatedDocuments(seed: 20251122, s_documents);
        var random = new Random(7);
        RequestExecutor executor = TestExecutor.Create(SdlSchemaBuilder.Build(
            Utf8GraphQLParser.Parse(Sdl), ResolveAsync, value => ((Value)value).Type));
        for (int index = 0; index < MutatedDocuments.Count; index++)
        {
            string document = Encoding.UTF8.GetString(documents.Next());
            string variables = RandomVariables(random);
            try
            {
                await CheckAsync(executor, document, variables);
            }
            catch (Exception exception)
            {
                Assert.Fail($"Request {index} failed: {exception}\n{document}\n{variables}");
            }
        }
    }

    private static async Task CheckAsync(RequestExecutor executor, string document, string variables)
    {
        var request = new OperationRequest { Document = document, Variables = Encoding.UTF8.GetBytes(variables) };
        await using IExecutionResult result =
            await executor.ExecuteAsync(request, CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromMinutes(10));
        var response = (OperationResult)result;

        // Whatever a client sends is the client's mistake, never the server's.
        Assert.NotEqual(RequestErrorKind.Server, response.RequestError);
        Assert.True(response.HasData || response.Errors.Count > 0);
        Assert.All(
            response.Errors,
            error => Assert.True(
                error.Exception is null or InvalidOperationException { Message: Failure or Impossible },
                $"{error.Message}: {error.Exception}"));
        var output = new ArrayBufferWriter<byte>();
        response.WriteTo(output);
        JsonDocument.Parse(output.WrittenMemory).Dispose();
    }

    private static string RandomVariables(Random random)
    {
        string[] names = ["id", "f", "c", "on", "n", "k", "v"];
        IEnumerable<string> entries = names.Where(_ => random.Next(3) > 0)
            .Select(name => $"\"{name}\":{s_values[random.Next(s_values.Length)]}");
        return random.Next(50) == 0 ? s_values[random.Next(s_values.Length)] : $"{{{string.Join(',', entries)}}}";
    }

    /// <summary>
    /// Answers at once or later, what is right or null or wrong, or throws; for the same field at the same place
    /// always the same.
    /// </summary>
    private static async ValueTask<object?> ResolveAsync(ResolverContext context)
    {
        string place = $"{context.FieldNodes[0].Location} {context.Field.Name} {(context.Parent as Value)?.Number}";
        int mood = (int)(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(place))) % 100);
        if (mood % 4 == 0)
        {
            await Task.Yield();
        }

        return mood switch
        {
            < 4 => throw new InvalidOperationException(Failure),
            < 8 => null,
            < 10 when context.Field.Type.Named.IsLeaf => new object(),
            _ => ValueOf(context.Field.Type.NullableType, mood),
        };
    }

    private static object? ValueOf(GraphQLType type, int mood) => type switch
    {
        ListType list => Enumerable.Range(0, mood % 3)
            .Select(item => ValueOf(list.ElementType.NullableType, mood + item)).ToList(),
        EnumType => mood % 5 == 0 ? "C" : "A",
        ScalarType { Name: "Int" } => mood,
        ScalarType { Name: "Boolean" } => true,
        ScalarType => $"text {mood} \" \\ \ud800",
        ObjectType objectType => new Value(objectType.Name, mood),
        _ => new Value(mood % 7 == 0 ? "Query" : mood % 2 == 0 ? "Item" : "Other", mood),
    };

    private sealed record Value(string Type, int Number);
}
