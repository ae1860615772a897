using System.Net.Http.Json;
using LeadGraph.Data;
using LeadGraph.Data.Tables;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Data;

/// <summary>How settings name the two tables and their columns.</summary>
public class TableNameTests
{
    private const string Events = "LeadGraph:Tables:Events:Name";
    private const string CreatedAt = "LeadGraph:Tables:Events:Columns:CreatedAt";

    [Theory]
    [InlineData("events", "events")]
    [InlineData("school.Events", "school|Events")]
    [InlineData(" school . events ", "school|events")]
    [InlineData("\"a.b\".\"c\"\"d\"", "a.b|c\"d")]
    [InlineData("bot events", "bot events")]
    [InlineData("\" \"", " ")]
    [InlineData("Заявки", "Заявки")]
    public void Name_Read_HasItsParts(string setting, string parts)
        => Assert.Equal(parts, string.Join('|', NamePart.Parse(setting).Select(part => part.Text)));

    [Theory]
    [InlineData("", "a name is empty")]
    [InlineData("school.", "a name is empty")]
    [InlineData("\"\"", "a name is empty")]
    [InlineData("\"events", "is not closed")]
    [InlineData("eve\"nts", "out of place")]
    [InlineData("\"events\"x", "out of place")]
    [InlineData("one.two.three", "more than two parts")]
    [InlineData("eve\u0000nts", "control character")]
    public async Task Start_WithANameThatIsNone_NamesTheSetting(string name, string reason)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ServiceHost.StartAsync("Host=127.0.0.1", (Events, name)));

        Assert.Contains($"{Events} is {name}; ", Assert.Single(failure.Failures));
        Assert.Contains(reason, failure.Message);
    }

    [Theory]
    [InlineData("Host=127.0.0.1", CreatedAt, "a.b", "more than one part")]
    [InlineData("Host=127.0.0.1", CreatedAt, "id", "are both id")]
    [InlineData("Host=127.0.0.1", CreatedAt, null, "a name is empty")]
    [InlineData("Host=127.0.0.1", "LeadGraph:Tables:Events:Columns:Created", "x", "Did you mean LeadGraph:Tables:")]
    [InlineData("Host=127.0.0.1", "LeadGraph:Tables:Event:Name", "x", "Did you mean LeadGraph:Tables:Events?")]
    [InlineData("Data Source=leads.db", Events, "main.events", "SQLite has no schemas")]
    public async Task Start_WithASettingThatMakesNoSense_SaysWhy(
        string database, string setting, string? value, string reason)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ServiceHost.StartAsync(database, (setting, value)));

        Assert.Contains(reason, failure.Message);
    }

    [PostgreSqlTheory]
    [InlineData("Events", "Events")]
    [InlineData("events", "events")]
    [InlineData("EVENTS", "events")]
    [InlineData("\"Events\"", "Events")]
    [InlineData("PUBLIC.EVENTS", "events")]
    [InlineData("Bot.Events", "bot.Events")]
    public async Task Table_WithoutQuotes_IsTheOneSpelledSoOrElseInLowerCase(string setting, string expected)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await PostgreSqlAsync("""
                CREATE SCHEMA bot;
                CREATE TABLE "Events" (LIKE events);
                CREATE TABLE bot."Events" (LIKE events);
                """),
            (Events, setting));

        EventNames names = await host.WithDatabaseAsync(_ => Task.FromResult(
            ((LeadDatabase)host.Services.GetService(typeof(LeadDatabase))!).Shape!.Names.Events));

        Assert.Equal(expected, (names.Schema is null or "public" ? "" : $"{names.Schema}.") + names.Table);
    }

    [PostgreSqlTheory]
    [InlineData("\"EVENTS\"", null, "There is no table \"EVENTS\" that can be seen by role ")]
    [InlineData("event", null, "Did you mean events? Then set LeadGraph:Tables:Events:Name=events.")]
    [InlineData("visits", null, "Did you mean bot.\"Visits\"? Then set LeadGraph:Tables:Events:Name=bot.\"Visits\".")]
    [InlineData("bot.visits", null, "or in a schema without USAGE for the role. Did you mean bot.\"Visits\"?")]
    [InlineData("bot.\"Visits\"", null, "Table \"bot\".\"Visits\" has no column \"id\".")]
    [InlineData("bot.\"Visits\"", null, "Table \"bot\".\"Visits\" has no column \"created_at\". Did you mean "
        + "\"createdAt\"? Then set LeadGraph:Tables:Events:Columns:CreatedAt=\"createdAt\".")]
    [InlineData("bot.\"Visits\"", "\"createdat\"", "has no column \"createdat\". Did you mean \"createdAt\"?")]
    [InlineData("bot.\"Visits\"", null, "Columns:UserId=\"userTgId\"")]
    [InlineData("events", "ID", "LeadGraph:Tables:Events:Columns:Id and LeadGraph:Tables:Events:Columns:CreatedAt are "
        + "both column \"id\" of table \"events\".")]
    public async Task Ready_WithAMissingName_TellsTheNearest(string events, string? createdAt, string expected)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await PostgreSqlAsync("""
                CREATE SCHEMA bot;
                CREATE TABLE bot."Visits" ("userTgId" bigint, "createdAt" timestamp, "Type" text);
                """),
            (Events, events), (CreatedAt, createdAt ?? "created_at"));

        Assert.Contains(expected, await ProblemAsync(host));
    }

    [PostgreSqlFact]
    public async Task Ready_WithoutUsageOnTheSchema_NamesIt()
    {
        string role = PostgreSqlServer.Shared.NewRole();
        string database = await PostgreSqlAsync($"""
            CREATE SCHEMA "Bot";
            CREATE TABLE "Bot".events (LIKE events);
            CREATE ROLE {role} LOGIN PASSWORD 'reader';
            GRANT SELECT ON free_lesson_registrations, "Bot".events TO {role};
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(
            new Npgsql.NpgsqlConnectionStringBuilder(database) { Username = role, Password = "reader" }
                .ConnectionString,
            (Events, "Bot.events"));

        Assert.Equal($"Role \"{role}\" lacks USAGE on schema \"Bot\".", await ProblemAsync(host));
    }

    [Theory]
    [InlineData("EVENTS", "Created_At", null)]
    [InlineData("event", null, "There is no table \"event\" that can be seen. Did you mean events?")]
    [InlineData("events", "made", "Table \"events\" has no column \"made\".")]
    public async Task Names_OnSqlite_AreFoundWhateverTheirCase(string events, string? createdAt, string? problem)
    {
        string database = await OwnTables.CreateAsync(DatabaseProvider.Sqlite, OwnTables.WithoutKeys);
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, (Events, events), (CreatedAt, createdAt ?? "created_at"));

        Assert.Contains(problem ?? "", await ProblemAsync(host));
        Assert.Equal(problem is null, (await host.Client.GetAsync("/health/ready")).IsSuccessStatusCode);
    }

    private static Task<string> PostgreSqlAsync(string script)
        => OwnTables.CreateAsync(DatabaseProvider.PostgreSql, OwnTables.WithoutKeys + script);

    private static async Task<string> ProblemAsync(ServiceHost host)
    {
        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
        return string.Join(' ', (await ready.Content.ReadFromJsonAsync<Health>())!.Problems);
    }

    private sealed record Health(string Status, string[] Problems);
}
