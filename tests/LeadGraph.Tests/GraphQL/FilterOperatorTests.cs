using System.Text.Json;
using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.GraphQL;

/// <summary>Every operator on every field of the filter, whatever the store and the type of its columns.</summary>
public partial class FilterOperatorTests
{
    private const string WithoutZones = """
        ALTER TABLE events ALTER created_at TYPE timestamp USING created_at AT TIME ZONE 'UTC';
        ALTER TABLE free_lesson_registrations ALTER registered_at TYPE timestamp USING registered_at AT TIME ZONE 'UTC';
        """;

    [ReferenceTheory, OnPostgreSql]
    public async Task Filters_OfEveryOperator_FindTheSameOnEveryStore(DatabaseProvider provider)
    {
        await using ServiceHost sqlite = await StartAsync(await ReferenceData.DatabaseAsync(DatabaseProvider.Sqlite));
        await using ServiceHost withZones = await StartAsync(await ReferenceData.DatabaseAsync(provider));
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables + WithoutZones);
        await ReferenceData.LoadAsync(database);
        await using ServiceHost withoutZones = await StartAsync(database);
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(database))
        {
            Assert.True(await MaintainedInstallation.InstallAsync(source, CancellationToken.None));
        }

        await using ServiceHost maintained = await StartAsync(
            database, ("LeadGraph:Activity:Mode", "Maintained"), ("LeadGraph:Activity:RefreshInterval", "01:00:00"));
        await maintained.UntilReadyAsync();
        (string Name, ServiceHost Host)[] others =
            [("with zones", withZones), ("without zones", withoutZones), ("maintained", maintained)];

        string[] filters = [.. await FiltersAsync(sqlite)];
        Assert.True(filters.Length > 100, $"{filters.Length} filters");
        foreach (string filter in filters)
        {
            string query = $"{{ userActivity(first: 100, where: {{ {filter} }}) {{ nodes {{ userId }} }} }}";
            string expected = await FoundAsync(sqlite, query);
            Assert.DoesNotContain("INTERNAL", expected, StringComparison.Ordinal);
            foreach (var (name, host) in others)
            {
                Assert.Equal((name, filter, expected), (name, filter, await FoundAsync(host, query)));
            }
        }
    }

    private static Task<ServiceHost> StartAsync(string database, params (string, string?)[] settings)
        => ServiceHost.StartAsync(database, settings);

    private static async Task<string> FoundAsync(ServiceHost host, string query)
        => (await host.AskAsync(query)).GetRawText();

    // Every operator of every type, and every field: with a value, null, and lists of none, null and several.
    private static async Task<IEnumerable<string>> FiltersAsync(ServiceHost host)
    {
        JsonElement nodes = (await host.DataAsync("""
            { userActivity(first: 40) { nodes {
                userId username firstName email registeredAt totalEvents points activeDays lastActivity leadScore
                fallsAt fallsTo momentum } } }
            """)).GetProperty("userActivity").GetProperty("nodes");
        string schema = await File.ReadAllTextAsync(System.IO.Path.Combine(Repository.Root, "schema.graphql"));
        var filters = new List<string>();
        var seen = new HashSet<string>();
        foreach (var (field, type) in FieldsOf(schema, "UserActivityFilterInput"))
        {
            string[] values = [.. nodes.EnumerateArray().Select(node => node.GetProperty(field))
                .Where(value => value.ValueKind != JsonValueKind.Null)
                .Select(value => type.StartsWith("LeadScore", StringComparison.Ordinal)
                    ? value.GetString()! : value.GetRawText()).Distinct().Take(3)];
            // Both times, since they are of different tables; of text and numbers one field stands for all.
            bool all = seen.Add(type) || type.StartsWith("DateTime", StringComparison.Ordinal);
            foreach (var (name, operand) in FieldsOf(schema, type).Where(x => all || x.Name is "in" or "eq"))
            {
                string[] operands = !operand.StartsWith('[') ? [values[0], "null"]
                    : operand.EndsWith("!]", StringComparison.Ordinal) ? ["[]", $"[{string.Join(", ", values)}]"]
                    : ["[]", "[null]", $"[{values[0]}, null]", $"[{string.Join(", ", values)}]", "null"];
                filters.AddRange(operands.Select(value => $"{field}: {{ {name}: {value} }}"));
            }
        }

        return filters;
    }

    private static IEnumerable<(string Name, string Type)> FieldsOf(string schema, string input)
    {
        string body = Regex.Match(schema, $$"""^input {{input}} \{(.*?)^\}""", RegexOptions.Multiline | RegexOptions.Singleline)
            .Groups[1].Value;
        return Field().Matches(body).Select(match => (match.Groups[1].Value, match.Groups[2].Value))
            .Where(field => field.Item1 is not ("and" or "or"));
    }

    [GeneratedRegex(@"^  (\w+): ([\w\[\]!]+)", RegexOptions.Multiline)]
    private static partial Regex Field();
}
