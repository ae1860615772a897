using GreenDonut.Data;
using HotChocolate.Execution.Configuration;
using HotChocolate.Types;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Data;

public sealed class SchemaTests : IAsyncLifetime
{
    private readonly School _school = new();

    [Theory]
    [InlineData("""
        "A connection to a list of items."
        type LeadsConnection {
          "Information to aid in pagination."
          pageInfo: PageInfo!
          "A list of edges."
          edges: [LeadsEdge!]
          "A flattened list of the nodes."
          nodes: [Lead!]
          "Identifies the total count of items in the connection."
          totalCount: Int! @cost(weight: "10")
        }
        """)]
    [InlineData("""
        "An edge in a connection."
        type LeadsEdge {
          "A cursor for use in pagination."
          cursor: String!
          "The item at the end of the edge."
          node: Lead!
        }
        """)]
    [InlineData("""
        "Information about pagination in a connection."
        type PageInfo {
          "Indicates whether more edges exist following the set defined by the clients arguments."
          hasNextPage: Boolean!
          "Indicates whether more edges exist prior the set defined by the clients arguments."
          hasPreviousPage: Boolean!
          "When paginating backwards, the cursor to continue."
          startCursor: String
          "When paginating forwards, the cursor to continue."
          endCursor: String
        }
        """)]
    [InlineData("""
        input BooleanOperationFilterInput {
          eq: Boolean @cost(weight: "10")
          neq: Boolean @cost(weight: "10")
        }
        """)]
    [InlineData("""
        input DateTimeOperationFilterInput {
          eq: DateTime @cost(weight: "10")
          neq: DateTime @cost(weight: "10")
          in: [DateTime] @cost(weight: "10")
          nin: [DateTime] @cost(weight: "10")
          gt: DateTime @cost(weight: "10")
          ngt: DateTime @cost(weight: "10")
          gte: DateTime @cost(weight: "10")
          ngte: DateTime @cost(weight: "10")
          lt: DateTime @cost(weight: "10")
          nlt: DateTime @cost(weight: "10")
          lte: DateTime @cost(weight: "10")
          nlte: DateTime @cost(weight: "10")
        }
        """)]
    [InlineData("""
        input StringOperationFilterInput {
          and: [StringOperationFilterInput!]
          or: [StringOperationFilterInput!]
          eq: String @cost(weight: "10")
          neq: String @cost(weight: "10")
          contains: String @cost(weight: "20")
          ncontains: String @cost(weight: "20")
          in: [String] @cost(weight: "10")
          nin: [String] @cost(weight: "10")
          startsWith: String @cost(weight: "20")
          nstartsWith: String @cost(weight: "20")
          endsWith: String @cost(weight: "20")
          nendsWith: String @cost(weight: "20")
        }
        """)]
    [InlineData("""
        input TierOperationFilterInput {
          eq: Tier @cost(weight: "10")
          neq: Tier @cost(weight: "10")
          in: [Tier!] @cost(weight: "10")
          nin: [Tier!] @cost(weight: "10")
        }
        """)]
    [InlineData("""
        "Somebody to call."
        input LeadFilterInput {
          and: [LeadFilterInput!]
          or: [LeadFilterInput!]
          userId: LongOperationFilterInput
          username: StringOperationFilterInput
          email: StringOperationFilterInput
          "Events in the window."
          events: IntOperationFilterInput
          score: FloatOperationFilterInput
          lastActivity: DateTimeOperationFilterInput
          isActive: BooleanOperationFilterInput
          tier: TierOperationFilterInput
        }
        """)]
    [InlineData("""
        "Somebody to call."
        input LeadSortInput {
          userId: SortEnumType @cost(weight: "10")
          username: SortEnumType @cost(weight: "10")
          email: SortEnumType @cost(weight: "10")
          "Events in the window."
          events: SortEnumType @cost(weight: "10")
          score: SortEnumType @cost(weight: "10")
          lastActivity: SortEnumType @cost(weight: "10")
          isActive: SortEnumType @cost(weight: "10")
          tier: SortEnumType @cost(weight: "10")
        }
        """)]
    [InlineData("""
        enum SortEnumType {
          ASC
          DESC
        }
        """)]
    public void Sdl_OfAPagedFilteredSortedField_Has(string definition)
        => Assert.Contains(definition.Trim(), _school.Sdl);

    [Fact]
    public void Sdl_OfAPagedFilteredSortedField_HasItsArgumentsInOrder()
    {
        string[] expected =
        [
            "leads(\"Returns the first _n_ elements from the list.\" first: Int",
            "\"Returns the elements in the list that come after the specified cursor.\" after: String",
            "\"Returns the last _n_ elements from the list.\" last: Int",
            "\"Returns the elements in the list that come before the specified cursor.\" before: String",
            "where: LeadFilterInput @cost(weight: \"10\")",
            "order: [LeadSortInput!] @cost(weight: \"10\")): LeadsConnection",
            "@listSize(assumedSize: 20, slicingArguments: [\"first\", \"last\"], slicingArgumentDefaultValue: 20,",
            "sizedFields: [\"edges\", \"nodes\"], requireOneSlicingArgument: false)",
            "@cost(weight: \"10\")",
        ];

        Assert.Contains(string.Join(' ', expected), _school.Sdl);
    }

    [Fact]
    public async Task Build_FieldsThatAnswerNoRows_NamesEveryMistake()
    {
        IRequestExecutorBuilder builder = new ServiceCollection().AddGraphQLServer()
            .AddQueryType<BadQuery>().AddProjections().AddFiltering().AddSorting()
            .ModifyPagingOptions(o => o.MaxPageSize = 0);

        Exception mistakes = await Assert.ThrowsAnyAsync<Exception>(
            async () => await builder.BuildRequestExecutorAsync());

        Assert.Contains("BadQuery.GetCount: [UseFiltering] needs a list of objects", mistakes.Message);
        Assert.Contains("BadQuery.GetNames: [UseSorting] needs a list of objects", mistakes.Message);
        Assert.Contains("BadQuery.GetPage: MaxPageSize has to be 1 or more", mistakes.Message);
        Assert.Contains("BadQuery.GetOthers: the rows are Lead, so the parameter has to be a", mistakes.Message);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _school.DisposeAsync();
}

public sealed class BadQuery
{
    [UseFiltering]
    public int GetCount() => 1;

    [UseSorting]
    public IQueryable<string> GetNames() => Array.Empty<string>().AsQueryable();

    [UsePaging]
    public IQueryable<Lead> GetPage() => Array.Empty<Lead>().AsQueryable();

    [UseFiltering]
    public IQueryable<Lead> GetOthers(QueryContext<Registration> query) => Array.Empty<Lead>().AsQueryable();
}
