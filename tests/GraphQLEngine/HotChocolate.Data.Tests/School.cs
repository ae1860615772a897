using System.Data.Common;
using System.Text.Json;
using GreenDonut.Data;
using HotChocolate.Execution;
using HotChocolate.Types;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Data;

/// <summary>How warm a lead is.</summary>
public enum Tier
{
    Cold,
    Warm,
    Hot,
}

/// <summary>Somebody to call.</summary>
public sealed class Lead
{
    public long UserId { get; set; }

    public string? Username { get; set; }

    public string Email { get; set; } = "";

    /// <summary>Events in the window.</summary>
    public int Events { get; set; }

    public double? Score { get; set; }

    public DateTime? LastActivity { get; set; }

    public bool IsActive { get; set; }

    public Tier Tier { get; set; }
}

[ExtendObjectType<Lead>]
public sealed class LeadFields
{
    public string? GetUrl([Parent(requires: nameof(Lead.Username))] Lead lead)
        => lead.Username is null ? null : "@" + lead.Username;
}

/// <summary>A row as the database has it; leads are computed of it.</summary>
public sealed class Registration
{
    public long Id { get; set; }

    public string? Username { get; set; }

    public string Email { get; set; } = "";

    public int Events { get; set; }

    public double? Score { get; set; }

    public DateTime? LastActivity { get; set; }
}

public sealed class SchoolContext(DbContextOptions<SchoolContext> options) : DbContext(options)
{
    public DbSet<Registration> Registrations => Set<Registration>();

    public IQueryable<Lead> Leads => Registrations.Select(row => new Lead
    {
        UserId = row.Id,
        Username = row.Username,
        Email = row.Email,
        Events = row.Events,
        Score = row.Score,
        LastActivity = row.LastActivity,
        IsActive = row.Events > 0,
        Tier = row.Events >= 20 ? Tier.Hot : row.Events >= 10 ? Tier.Warm : Tier.Cold,
    });
}

/// <summary>The same leads from a database and from memory.</summary>
public sealed class SchoolQuery
{
    [UsePaging, UseFiltering, UseSorting]
    public IQueryable<Lead> GetLeads(QueryContext<Lead> query, SchoolContext school)
        => school.Leads
            .With(query, order => order.IfEmpty(o => o.AddDescending(x => x.Events)).AddAscending(x => x.UserId));

    [UsePaging, UseFiltering, UseSorting]
    public IQueryable<Lead> GetMemoryLeads(QueryContext<Lead> query, IReadOnlyList<Lead> leads)
        => leads.AsQueryable()
            .With(query, order => order.IfEmpty(o => o.AddDescending(x => x.Events)).AddAscending(x => x.UserId));

    [UsePaging, UseFiltering, UseSorting]
    public IQueryable<Lead> GetPlainLeads(SchoolContext school) => school.Leads;

    [UseFiltering, UseSorting]
    public IQueryable<Lead> GetLeadList(SchoolContext school) => school.Leads;

    public async Task<Lead?> GetLeadAsync(
        long userId, QueryContext<Lead> query, SchoolContext school, CancellationToken cancellationToken)
        => await school.Leads.Where(x => x.UserId == userId).With(query).FirstOrDefaultAsync(cancellationToken);
}

/// <summary>
/// A server over leads in SQLite. It notes the SQL that it executes and the queries that EF Core compiles.
/// </summary>
public sealed class School : DbCommandInterceptor, IAsyncDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly ServiceProvider _services;

    public School(params IReadOnlyList<Registration> registrations)
    {
        _connection.Open();
        Leads = [.. registrations.Select(row => new Lead
        {
            UserId = row.Id,
            Username = row.Username,
            Email = row.Email,
            Events = row.Events,
            Score = row.Score,
            LastActivity = row.LastActivity,
            IsActive = row.Events > 0,
            Tier = row.Events >= 20 ? Tier.Hot : row.Events >= 10 ? Tier.Warm : Tier.Cold,
        })];
        var services = new ServiceCollection();
        services.AddSingleton(Leads);
        services.AddDbContext<SchoolContext>(options => options
            .UseSqlite(_connection)
            .AddInterceptors(this)
            .LogTo((id, _) => id == CoreEventId.QueryCompilationStarting, _ => Compilations++),
            optionsLifetime: ServiceLifetime.Singleton);
        services.AddGraphQLServer()
            .AddQueryType<SchoolQuery>()
            .AddTypeExtension<LeadFields>()
            .AddProjections().AddFiltering().AddSorting()
            .ModifyCostOptions(o => o.EnforceCostLimits = false)
            .ModifyPagingOptions(o => { o.DefaultPageSize = 20; o.MaxPageSize = 20; o.IncludeTotalCount = true; });
        _services = services.BuildServiceProvider();

        using IServiceScope scope = _services.CreateScope();
        SchoolContext school = scope.ServiceProvider.GetRequiredService<SchoolContext>();
        school.Database.EnsureCreated();
        school.Database.ExecuteSqlRaw("PRAGMA case_sensitive_like = ON");
        school.AddRange(registrations);
        school.SaveChanges();
        Statements.Clear();
    }

    /// <summary>The leads, from memory.</summary>
    public IReadOnlyList<Lead> Leads { get; }

    /// <summary>The SQL executed so far, with parameters as <c>@name=value</c> behind it.</summary>
    public List<string> Statements { get; } = [];

    /// <summary>Called before each statement, with what cancels it.</summary>
    public Action<CancellationToken> Executing { get; set; } = static _ => { };

    /// <summary>How many queries EF Core has compiled so far.</summary>
    public int Compilations { get; private set; }

    public string Sdl => _services.GetRequiredService<IRequestExecutor>().Schema.ToString()!;

    /// <summary>The response.</summary>
    public async Task<JsonElement> AskAsync(
        string document, Dictionary<string, object?>? variables = null, CancellationToken cancellationToken = default)
    {
        IRequestExecutor executor = _services.GetRequiredService<IRequestExecutor>();
        await using IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument(document).SetVariableValues(variables).Build(),
            cancellationToken);
        return JsonDocument.Parse(result.ToJson()).RootElement;
    }

    /// <summary>The data as compact JSON; there must be no errors.</summary>
    public async Task<string> DataAsync(string document, Dictionary<string, object?>? variables = null)
    {
        JsonElement response = await AskAsync(document, variables);
        Assert.False(response.TryGetProperty("errors", out JsonElement errors), errors.ToString());
        return JsonSerializer.Serialize(response.GetProperty("data"));
    }

    /// <summary>The user ids that a field, given with its arguments, answers.</summary>
    public async Task<long[]> IdsAsync(string field, Dictionary<string, object?>? variables = null)
    {
        string definitions = variables is null ? "" : $"({string.Join(" ", variables.Keys.Select(key => $"${key}"))})";
        JsonElement response = await AskAsync(
            $"query{definitions} {{ result: {field} {{ nodes {{ userId }} }} }}", variables);
        Assert.False(response.TryGetProperty("errors", out JsonElement errors), errors.ToString());
        return [.. response.GetProperty("data").GetProperty("result").GetProperty("nodes").EnumerateArray()
            .Select(node => node.GetProperty("userId").GetInt64())];
    }

    /// <summary>The code and path of the one error, as <c>code at path</c>.</summary>
    public async Task<string> ErrorAsync(string document, Dictionary<string, object?>? variables = null)
    {
        JsonElement response = await AskAsync(document, variables);
        JsonElement error = Assert.Single(response.GetProperty("errors").EnumerateArray());
        string path = string.Join('/', error.GetProperty("path").EnumerateArray());
        return $"{error.GetProperty("extensions").GetProperty("code")} at {path}";
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Executing(cancellationToken);
        Statements.Add(command.CommandText + string.Concat(
            command.Parameters.Cast<DbParameter>().Select(item => $" {item.ParameterName}={item.Value}")));
        return ValueTask.FromResult(result);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
