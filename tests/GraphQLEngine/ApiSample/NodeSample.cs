// Global object identification as HotChocolate 15.1 has it. That this compiles, unchanged, against the engine and against
// the packages is what is tested; and that the ids are the same.
using HotChocolate;
using HotChocolate.Execution;
using HotChocolate.Execution.Configuration;
using HotChocolate.Types;
using HotChocolate.Types.Relay;
using Xunit;

public class NodeSample
{
    [Fact]
    public async Task Node_ByItsId_IsTheObject()
    {
        IRequestExecutorBuilder server = new ServiceCollection().AddGraphQLServer()
            .AddQueryType<NodeQuery>()
            .AddTypeExtension<SampleNode>()
            .AddGlobalObjectIdentification();
        IRequestExecutor executor = await server.BuildRequestExecutorAsync();

        IExecutionResult result = await executor.ExecuteAsync(OperationRequestBuilder.New().SetDocument(
            """
            { sample { id other } node(id: "U2FtcGxlOjE=") { id __typename } nodes(ids: ["U2FtcGxlOjI="]) { id } }
            """).Build());

        string answer = result.ToJson();
        Assert.Contains("\"id\": \"U2FtcGxlOjE=\"", answer);
        Assert.Contains("\"other\": \"U2FtcGxlOjI=\"", answer);
        Assert.Contains("\"__typename\": \"Sample\"", answer);
    }

    public class Sample
    {
        public string Key { get; init; } = "1";
    }

    public class NodeQuery
    {
        public Sample GetSample() => new();
    }

    [ExtendObjectType<Sample>, Node]
    public class SampleNode
    {
        public string GetId([Parent] Sample sample) => sample.Key;

        [ID<Sample>]
        public string GetOther([Parent] Sample sample) => "2";

        [NodeResolver]
        public async Task<Sample?> GetSampleAsync(string id, CancellationToken cancellationToken)
        {
            await Task.Delay(0, cancellationToken);
            return new Sample { Key = id };
        }
    }
}
