using System.Text;
using HotChocolate.Language;

namespace HotChocolate.Validation;

/// <summary>
/// Whatever bytes come in, they are refused with errors or are a document that prints, validates and has a cost.
/// </summary>
public sealed class DocumentFuzzTests
{
    private static readonly string[] s_documents =
    [
        """
        query Q ( $id : ID! , $length : Int = 3 , $v : Boolean = true ) @onQuery { person ( id : $id , filter : {
        name : "x" , deep : { name : "y" , any : [ 1 , { a : "b" } ] } } , ids : 1 ) { ...Parts @include ( if : $v ) pet {
        __typename
        ... on Dog { barks name } ... on Named { name } } } __schema { types { name fields { name } } } }
        fragment Parts on Person { name ( length : $length ) friends { name ...More } }
        fragment More on Person { pet { ... on Cat { meows } } friends { name pet { __typename } } }
        """,
        "subscription S { tick } query A { dog { name owner { name } } } "
            + "query B { a : number ( value : 2 ) b : number }",
        "\"d\" query ( \"v\" $c : Choice = { a : 1 } ) "
            + "{ person ( id : \"\"\" block \n string \"\"\" , choice : $c ) { name } }",
        "type T implements I @d { f ( a : [ Int! ] = [ 1 ] ) : T! } extend schema @x { query : T } "
            + "directive @d on OBJECT union U = T | T enum E { A B } "
            + "input I { a : Int = 1 } scalar S interface I { f : Int }",
    ];

    [Fact]
    public void ParseAndValidate_MutatedDocuments_NeverFailOtherThanWithErrors()
    {
        var documents = new MutatedDocuments(seed: 20250903, s_documents);
        for (int i = 0; i < MutatedDocuments.Count; i++)
        {
            byte[] bytes = documents.Next();
            try
            {
                Check(bytes);
            }
            catch (Exception exception) when (exception is not SyntaxException)
            {
                Assert.Fail($"Document {i} failed: {exception}\n{Encoding.Latin1.GetString(bytes)}");
            }
            catch (SyntaxException exception)
            {
                Assert.True(exception.Location is { Line: > 0, Column: > 0 });
            }
        }
    }

    private static void Check(byte[] bytes)
    {
        DocumentNode document = Utf8GraphQLParser.Parse(bytes);
        string printed = SyntaxPrinter.Print(document);

        // `enum E` and `query { a }` next to each other print as `enum E { a }` does: no one mixes the two on purpose.
        if (document.Parts.All(IsExecutable) || !document.Parts.Any(IsExecutable))
        {
            Assert.Equal(printed, SyntaxPrinter.Print(Utf8GraphQLParser.Parse(printed)));
        }

        TypeSystemValidator.Validate(document);
        if (DocumentValidator.Validate(Validated.Schema, document).Count == 0)
        {
            foreach (OperationDefinitionNode operation in document.Parts.OfType<OperationDefinitionNode>())
            {
                OperationCost cost = CostPlanner.Plan(Validated.Schema, document, operation).Evaluate(_ => null);
                Assert.True(cost is { FieldCost: >= 0, TypeCost: >= 0 });
            }
        }
    }

    private static bool IsExecutable(DefinitionNode definition) =>
        definition is OperationDefinitionNode or FragmentDefinitionNode;
}
