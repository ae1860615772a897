using HotChocolate.Execution.Options;
using HotChocolate.Types;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Execution;

public class OperationExecutionTests
{
    [Fact]
    public async Task Query_SiblingsThatWaitForEachOther_RunAtTheSameTime()
    {
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        RequestExecutor executor = TestExecutor.Create("type Query { a: Int b: Int }", new()
        {
            ["a"] = async _ =>
            {
                first.SetResult();
                await second.Task;
                return 1;
            },
            ["b"] = async _ =>
            {
                await first.Task;
                second.SetResult();
                return 2;
            },
        });

        Assert.Equal("""{"data":{"b":2,"a":1}}""", await executor.AskAsync("{ b a }"));
    }

    [Fact]
    public async Task Response_LargerThanAllowed_IsRefusedAsAWhole()
    {
        RequestExecutor executor = TestExecutor.Create("type Query { a: String b: String }", new()
        {
            ["a"] = _ => new("x"),
            ["b"] = _ => new(new string('x', 1_000_000)),
        });
        string aliases = string.Concat(Enumerable.Range(0, 20).Select(index => $"b{index}: b "));

        string response = await executor.AskAsync($"{{ a {aliases} }}");

        Assert.Equal(
            """
            {"errors":[{"message":"The response would have more than 8388608 bytes. Ask for less at a time.","extensions":{"code":"RESPONSE_TOO_LARGE"}}]}
            """,
            response);
    }

    [Fact]
    public async Task Mutation_RootFields_RunOneAfterAnotherWithAllTheyHold()
    {
        var log = new List<string>();
        FieldResolver Step(string name) => async _ =>
        {
            log.Add($"{name} begins");
            await Task.Delay(5);
            log.Add($"{name} ends");
            return name;
        };
        RequestExecutor executor = TestExecutor.Create(
            "type Query { a: Int } type Mutation { first: Step second: Step } type Step { inner: String }",
            new() { ["first"] = Step("first"), ["second"] = Step("second"), ["inner"] = Step("inner") });

        Assert.Equal(
            """{"data":{"second":{"inner":"inner"},"first":{"inner":"inner"}}}""",
            await executor.AskAsync("mutation { second { inner } first { inner } }"));
        Assert.Equal(
            [
                "second begins", "second ends", "inner begins", "inner ends",
                "first begins", "first ends", "inner begins", "inner ends",
            ],
            log);
    }

    [Fact]
    public async Task Mutation_RootBecomesNull_LaterFieldsAreNotExecuted()
    {
        bool wasCalled = false;
        RequestExecutor executor = TestExecutor.Create(
            "type Query { a: Int } type Mutation { fails: Int! after: Int }",
            new()
            {
                ["fails"] = async _ =>
                {
                    await Task.Yield();
                    return null;
                },
                ["after"] = _ =>
                {
                    wasCalled = true;
                    return new(1);
                },
            });

        string response = await executor.AskAsync("mutation { fails after }");

        Assert.EndsWith("\"data\":null}", response);
        Assert.False(wasCalled);
    }

    [Fact]
    public async Task Query_LateErrorInNonNullField_NullsTheNearestNullablePositionOnly()
    {
        RequestExecutor executor = TestExecutor.Create(
            "type Query { list: [Item] } type Item { id: Int! late: Int! other: Int }",
            new()
            {
                ["list"] = _ => new(new object[] { 1, 2, 3 }),
                ["id"] = context => new(context.Parent),
                ["late"] = async context =>
                {
                    await Task.Delay(3 - (int)context.Parent!);
                    return (int)context.Parent! == 2 ? throw new InvalidOperationException("secret") : context.Parent;
                },
                ["other"] = async context =>
                {
                    await Task.Delay((int)context.Parent!);
                    return context.Parent;
                },
            });

        Assert.Equal(
            """{"errors":[{"message":"Unexpected Execution Error","locations":[{"line":1,"column":13}],"path":["list",1,"late"]}],"data":{"list":[{"id":1,"late":1,"other":1},null,{"id":3,"late":3,"other":3}]}}""",
            await executor.AskAsync("{ list { id late other } }"));
    }

    [Fact]
    public async Task GraphQLException_FromResolver_IsReportedInItsOwnWords()
    {
        RequestExecutor executor = TestExecutor.Create("type Query { a: Int b: Int }", new()
        {
            ["a"] = _ => throw new GraphQLException(
                ErrorBuilder.New().SetMessage("No.").SetCode("NO").SetExtension("why", "an example").Build()),
            ["b"] = _ => new(2),
        });

        Assert.Equal(
            """{"errors":[{"message":"No.","locations":[{"line":1,"column":3}],"path":["a"],"extensions":{"code":"NO","why":"an example"}}],"data":{"a":null,"b":2}}""",
            await executor.AskAsync("{ a b }"));
    }

    [Fact]
    public async Task ErrorFilter_SeesTheExceptionAndDecidesWhatIsShown()
    {
        Schema schema = TestExecutor.SchemaOf("type Query { a: Int }", new()
        {
            ["a"] = _ => throw new InvalidOperationException("Host=db;Password=secret"),
        });
        RequestExecutor executor = TestExecutor.Create(schema, [new Masking()]);

        string response = await executor.AskAsync("{ a }");

        Assert.Contains("\"message\":\"Something went wrong.\"", response);
        Assert.Contains("\"code\":\"INTERNAL\"", response);
        Assert.DoesNotContain("secret", response);
    }

    [Fact]
    public async Task ErrorFilter_ThatFailsItself_LeavesNothingButThatThereIsAnError()
    {
        Schema schema = TestExecutor.SchemaOf("type Query { a: Int b: Int }", new()
        {
            ["a"] = _ => throw new InvalidOperationException("secret"),
            ["b"] = _ => new(2),
        });

        string response = await TestExecutor.Create(schema, [new Failing()]).AskAsync("{ a b }");
        string refused = await TestExecutor.Create(schema, [new Failing()]).AskAsync("{ nope }");

        Assert.Contains("\"path\":[\"a\"]", response);
        Assert.EndsWith("""{"a":null,"b":2}}""", response);
        Assert.DoesNotContain("secret", response);
        Assert.Contains("Unexpected Execution Error", refused);
    }

    [Fact]
    public async Task Request_LongerThanItsTime_IsEndedWithHC0045AndResolversAreCancelled()
    {
        var cancelled = new TaskCompletionSource();
        Schema schema = TestExecutor.SchemaOf("type Query { a: Int }", new()
        {
            ["a"] = async context =>
            {
                context.RequestAborted.Register(cancelled.SetResult);
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                return 1;
            },
        });
        RequestExecutor executor = TestExecutor.Create(
            schema, options: new RequestExecutorOptions { ExecutionTimeout = TimeSpan.FromMilliseconds(50) });

        string response = await executor.AskAsync("{ a }");

        Assert.Contains("HC0045", response);
        Assert.DoesNotContain("\"data\"", response);
        await cancelled.Task.WaitAsync(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Request_CallerLeaves_ThrowsAndClosesScopesOnceResolversEnd()
    {
        var mayEnd = new TaskCompletionSource();
        var closed = new TaskCompletionSource();
        using var caller = new CancellationTokenSource();
        ServiceProvider services = new ServiceCollection().AddScoped(_ => new Probe(closed)).BuildServiceProvider();
        Schema schema = TestExecutor.SchemaOf("type Query { a: Int }", new()
        {
            ["a"] = async context =>
            {
                context.UseScope();
                context.Services.GetRequiredService<Probe>();
                await caller.CancelAsync();
                await mayEnd.Task;
                return 1;
            },
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => TestExecutor.Create(schema, services: services).AskAsync("{ a }", null, caller.Token));
        Assert.False(closed.Task.IsCompleted);
        mayEnd.SetResult();
        await closed.Task.WaitAsync(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task UseScope_EachCall_HasServicesOfItsOwnUntilItsValueIsComplete()
    {
        int created = 0;
        int disposed = 0;
        ServiceProvider services = new ServiceCollection()
            .AddScoped(_ => new Counted(() => created++, () => disposed++)).BuildServiceProvider();
        Schema schema = TestExecutor.SchemaOf("type Query { a: [Int!]! b: [Int!]! }", new()
        {
            ["a"] = context => new(ReadLazily(context)),
            ["b"] = context => new(ReadLazily(context)),
        });

        string response = await TestExecutor.Create(schema, services: services).AskAsync("{ a b }");

        Assert.Equal("""{"data":{"a":[1,2],"b":[1,2]}}""", response);
        Assert.Equal((2, 2), (created, disposed));
    }

    private static IEnumerable<int> ReadLazily(ResolverContext context)
    {
        context.UseScope();
        Counted counted = context.Services.GetRequiredService<Counted>();
        yield return 1;
        Assert.False(counted.IsDisposed);
        yield return 2;
    }

    private sealed class Masking : IErrorFilter
    {
        public IError OnError(IError error) => error.Exception is null
            ? error
            : error.WithMessage("Something went wrong.").WithCode("INTERNAL").WithException(null);
    }

    private sealed class Failing : IErrorFilter
    {
        public IError OnError(IError error) => throw new InvalidOperationException("secret of the filter");
    }

    private sealed class Probe(TaskCompletionSource closed) : IDisposable
    {
        public void Dispose() => closed.SetResult();
    }

    private sealed class Counted : IDisposable
    {
        private readonly Action _onDispose;

        public Counted(Action onCreate, Action onDispose)
        {
            onCreate();
            _onDispose = onDispose;
        }

        public bool IsDisposed { get; private set; }

        public void Dispose()
        {
            IsDisposed = true;
            _onDispose();
        }
    }
}
