using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using HotChocolate.Execution;
using HotChocolate.Types;

namespace HotChocolate.AspNetCore.Tests;

/// <summary>Answers a handful of documents in all the ways in which a request can turn out.</summary>
internal sealed class TestExecutor : IRequestExecutor
{
    private readonly List<Channel<string>> _subscribers = [];

    public ISchema Schema { get; } = new TestSchema();

    /// <summary>How many subscriptions there are now.</summary>
    public int Subscribers
    {
        get
        {
            lock (_subscribers)
            {
                return _subscribers.Count;
            }
        }
    }

    public OperationRequest? LastRequest { get; private set; }

    /// <summary>Sends a value to everybody who is subscribed.</summary>
    public void Publish(string json)
    {
        lock (_subscribers)
        {
            _subscribers.ForEach(subscriber => subscriber.Writer.TryWrite(json));
        }
    }

    public Task<IExecutionResult> ExecuteAsync(IOperationRequest request, CancellationToken cancellationToken = default)
        => Task.FromResult(Execute((OperationRequest)request));

    private IExecutionResult Execute(OperationRequest request)
    {
        LastRequest = request;
        if (request.Document is null)
        {
            return Refused(RequestErrorKind.PersistedDocumentNotFound, "PersistedQueryNotFound");
        }

        AllowedOperations kind = request.Document.StartsWith("mutation", StringComparison.Ordinal)
            ? AllowedOperations.Mutation
            : request.Document.StartsWith("subscription", StringComparison.Ordinal)
                ? AllowedOperations.Subscription
                : AllowedOperations.Query;
        if (!request.Allowed.HasFlag(kind))
        {
            return Refused(RequestErrorKind.OperationNotAllowed, "This kind of operation is not allowed.");
        }

        return request.Document switch
        {
            "{ hello }" => Data("""{"hello":"wörld"}"""),
            "{ variables }" => Data(request.Variables.GetRawText()),
            "{ state }" => Data(JsonSerializer.Serialize(request.GlobalState)),
            "{ long }" => Data($$"""{"long":"{{new string('x', 100_000)}}"}"""),
            "{ failing }" => new OperationResult(Body("""{"failing":null}"""), [new Error("No.")]),
            "{ broken }" => throw new InvalidOperationException("A secret."),
            "{ unable }" => Refused(RequestErrorKind.Server, "Unexpected Execution Error"),
            "mutation { save }" => Data("""{"save":true}"""),
            "subscription { count }" => new ResponseStream(CountAsync),
            "subscription { ticks }" => new ResponseStream(TicksAsync),
            "subscription { broken }" => new ResponseStream(BrokenAsync),
            _ => Refused(RequestErrorKind.Document, "The document is not valid."),
        };
    }

    private static OperationResult Refused(RequestErrorKind kind, string message) => new(kind, [new Error(message)]);

    private static OperationResult Data(string json) => new(Body(json), []);

    private static ResponseBody Body(string json)
    {
        var writer = new ResponseWriter();
        writer.WriteRaw(Encoding.UTF8.GetBytes(json));
        return new ResponseBody(writer, [(1, writer.Position - 1)], null, null);
    }

    private static async IAsyncEnumerable<OperationResult> CountAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int count = 1; count <= 3; count++)
        {
            await Task.Yield();
            yield return Data($$"""{"count":{{count}}}""");
        }
    }

    private static async IAsyncEnumerable<OperationResult> BrokenAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Data("""{"broken":1}""");
        await Task.Yield();
        throw new InvalidOperationException("A secret.");
    }

    private async IAsyncEnumerable<OperationResult> TicksAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<string>();
        lock (_subscribers)
        {
            _subscribers.Add(channel);
        }

        try
        {
            await foreach (string json in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return Data($$"""{"ticks":{{json}}}""");
            }
        }
        finally
        {
            lock (_subscribers)
            {
                _subscribers.Remove(channel);
            }
        }
    }

    private sealed class TestSchema : ISchema
    {
        public override string ToString() => "type Query {\n  hello: String!\n}\n";
    }
}
