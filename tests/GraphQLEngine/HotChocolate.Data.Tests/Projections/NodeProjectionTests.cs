using GreenDonut.Data;
using HotChocolate.Execution;
using HotChocolate.Types;
using HotChocolate.Types.Relay;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Data.Projections;

/// <summary>What a node's resolver is told of the selection: that of its own type.</summary>
public sealed class NodeProjectionTests
{
    private readonly List<string> _asked = [];

    [Fact]
    public async Task Select_OfANodeByFragments_NeedsWhatIsSelectedOfItsTypeAlone()
    {
        IRequestExecutor executor = await new ServiceCollection().AddSingleton(_asked)
            .AddGraphQLServer().AddQueryType<Root>().AddTypeExtension<LeadNode>().AddTypeExtension<OtherNode>()
            .AddGlobalObjectIdentification().AddProjections()
            .BuildRequestExecutorAsync();

        IExecutionResult result = await executor.ExecuteAsync(OperationRequestBuilder.New().SetDocument(
            """
            { node(id: "TGVhZDox") { ... on Lead { email } ... on Other { name } ...F }
            nodes(ids: ["TGVhZDoy"]) { id ... on Lead { score } } }
            fragment F on Node { ... on Lead { username @skip(if: true) events } }
            """).Build());

        Assert.Equal(
            """{"data":{"node":{"email":"","events":0},"nodes":[{"id":"TGVhZDoy","score":null}]}}""",
            result.ToJson(withIndentations: false));
        Assert.Equal(["1 Email Events", "2 UserId Score"], _asked);
    }

    public sealed record Other(string Name);

    public sealed class Root
    {
        public Lead? GetLead() => null;

        public Other? GetOther() => null;
    }

    [ExtendObjectType<Lead>, Node]
    public sealed class LeadNode
    {
        public long GetId([Parent(requires: nameof(Lead.UserId))] Lead lead) => lead.UserId;

        [NodeResolver]
        public Lead GetLead(long id, QueryContext<Lead> query, [Service] List<string> asked)
        {
            string body = $"{query.Selector!.Body}";
            string[] columns = ["UserId", "Username", "Email", "Events", "Score"];
            asked.Add(string.Join(' ', [$"{id}", .. columns.Where(column => body.Contains($"row.{column}"))]));
            return new Lead { UserId = id };
        }
    }

    [ExtendObjectType<Other>, Node]
    public sealed class OtherNode
    {
        public string GetId([Parent] Other other) => other.Name;

        [NodeResolver]
        public Other GetOther(string id) => new(id);
    }
}
