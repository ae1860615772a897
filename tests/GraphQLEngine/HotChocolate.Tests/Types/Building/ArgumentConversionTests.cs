using System.Text.Json;

namespace HotChocolate.Types;

public class ArgumentConversionTests
{
    public enum Tier { Cold, Hot }

    /// <summary>An input class with properties to set.</summary>
    public class Settable
    {
        public int? Count { get; set; } = 5;

        public string? Text { get; set; } = "unset";

        public Settable? Inner { get; set; }

        public IReadOnlyList<Tier>? Tiers { get; init; }
    }

    /// <summary>An input class with a constructor.</summary>
    public record Positional(long Id, [property: GraphQLName("label")] string? Name, int Size = 3, Tier? Tier = null);

    public class Query
    {
        public string Scalars(
            int i, long l, double d, float f, decimal m, bool b, string s, Tier e, DateTime t, DateTimeOffset o,
            JsonElement j)
            => string.Join("|", i, l, d, f, m, b, s, e, t.ToString("O"), o.ToString("O"), j.GetRawText());

        public string Nullables(int? i, double? d, Tier? e, DateTimeOffset? o, string? s, float? f, JsonElement? j)
            => string.Join("|", i, d, e, o?.ToString("O"), s, f, j?.GetRawText());

        public string Lists(int[] a, List<int?>? b, IEnumerable<string> c, IReadOnlySet<Tier> d, List<float[]>? e)
            => JsonSerializer.Serialize(new object?[] { a, b, c, d, e }).Replace('"', '\'');

        public string Objects(Settable? a, Positional? b, Positional[]? c)
            => JsonSerializer.Serialize(new object?[] { a, b, c }).Replace('"', '\'');

        public string Defaults(
            int a = 1, string b = "x", Tier c = Tier.Hot, Tier? d = Tier.Hot, double e = 0.5, bool f = true,
            [DefaultValue(new[] { 1, 2 })] int[]? g = null, string? h = null)
            => string.Join("|", a, b, c, d, e, f, string.Join(',', g ?? []), h);
    }

    private static readonly Schema s_schema = Schemas.From<Query>();

    [Theory]
    [InlineData(
        """
        scalars(i: 1, l: 5000000049, d: 2, f: 0.1, m: 1.10, b: true, s: "x", e: HOT, t: "2025-09-10T03:00:00+03:00",
          o: "2025-09-10T03:00:00+03:00", j: {a: [1, null]})
        """,
        """1|5000000049|2|0.1|1.10|True|x|Hot|2025-09-10T00:00:00.0000000Z|2025-09-10T00:00:00.0000000+00:00|{\"a\":[1,null]}""")]
    [InlineData("nullables", "||||||")]
    [InlineData("nullables(i: null, d: null, e: null, o: null, s: null, f: null, j: null)", "||||||")]
    [InlineData(
        """nullables(i: 1, d: 0.5, e: COLD, o: "2025-09-10T00:00:00Z", s: "x", f: 2, j: "y")""",
        "1|0.5|Cold|2025-09-10T00:00:00.0000000+00:00|x|2|\\\"y\\\"")]
    [InlineData(
        """lists(a: [1, 2], b: [1, null], c: "x", d: [HOT, HOT], e: [[1.5], []])""",
        "[[1,2],[1,null],['x'],[1],[[1.5],[]]]")]
    [InlineData("lists(a: [], c: [], d: [])", "[[],null,[],[],null]")]
    [InlineData("objects", "[null,null,null]")]
    [InlineData(
        "objects(a: {}, b: {id: 1}, c: [])",
        "[{'Count':5,'Text':'unset','Inner':null,'Tiers':null},{'Id':1,'Name':null,'Size':3,'Tier':null},[]]")]
    [InlineData(
        """objects(a: {count: 1, text: null, inner: {tiers: [HOT]}}, c: [{id: 2, label: "x", size: 4, tier: COLD}])""",
        "[{'Count':1,'Text':null,'Inner':{'Count':5,'Text':'unset','Inner':null,'Tiers':[1]},'Tiers':null},null,[{'Id':2,'Name':'x','Size':4,'Tier':0}]]")]
    [InlineData("defaults", "1|x|Hot|Hot|0.5|True|1,2|")]
    [InlineData("defaults(d: null, g: null)", "1|x|Hot||0.5|True||")]
    public async Task Argument_OfEachKind_IsGivenAsTheResolverTakesIt(string field, string expected)
        => Assert.Equal($$$"""{"data":{"x":"{{{expected}}}"}}""", await s_schema.AskAsync($"{{ x: {field} }}"));

    [Fact]
    public async Task Argument_FromVariables_IsGivenAsTheResolverTakesIt()
    {
        string answer = await s_schema.AskAsync(
            "query($a: SettableInput, $c: [PositionalInput!], $t: Tier) { objects(a: $a, b: {id: 1, tier: $t}, c: $c) }",
            new Dictionary<string, object?>
            {
                ["a"] = new Dictionary<string, object?> { ["count"] = 7, ["tiers"] = new[] { "COLD" } },
                ["c"] = new Dictionary<string, object?> { ["id"] = 9 },
                ["t"] = "HOT",
            });
        Assert.Equal(
            """{"data":{"objects":"[{'Count':7,'Text':'unset','Inner':null,'Tiers':[0]},{'Id':1,'Name':null,'Size':3,'Tier':1},[{'Id':9,'Name':null,'Size':3,'Tier':null}]]"}}""",
            answer);
    }

    [Fact]
    public void Arguments_WithDefaults_ShowThemInTheSchema()
    {
        Assert.Contains(
            "defaults(a: Int! = 1 b: String! = \"x\" c: Tier! = HOT d: Tier = HOT e: Float! = 0.5 f: Boolean! = true "
                + "g: [Int!] = [1, 2] h: String): String!",
            s_schema.ToString());
        Assert.Equal(
            """
            "An input class with a constructor."
            input PositionalInput {
              id: Long!
              label: String
              size: Int! = 3
              tier: Tier
            }
            """,
            s_schema.Definition("PositionalInput"));
        Assert.Equal(
            """
            "An input class with properties to set."
            input SettableInput {
              count: Int
              text: String
              inner: SettableInput
              tiers: [Tier!]
            }
            """,
            s_schema.Definition("SettableInput"));
    }
}
