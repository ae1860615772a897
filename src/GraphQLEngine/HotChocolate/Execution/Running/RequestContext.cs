using System.Threading.Channels;
using GreenDonut;
using HotChocolate.Types;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Execution;

/// <summary>What all resolvers of one request share.</summary>
/// <param name="parts">What all requests share.</param>
/// <param name="state">The request.</param>
/// <param name="limit">How long the request may take; null where <paramref name="aborted"/> says that too.</param>
/// <param name="aborted">Cancelled when the caller leaves.</param>
internal sealed class RequestContext(
    PipelineParts parts, RequestState state, TimeLimit? limit, CancellationToken aborted)
{
    private Lock? _lock;
    private List<IError>? _errors;
    private long _errorSize;
    private Dictionary<Type, object>? _dataLoaders;
    private BatchScheduler? _batches;
    private Action? _whenBatchIsReady;

    /// <summary>What resolvers share that are called within the request's time.</summary>
    public RequestContext(PipelineParts parts, RequestState state, TimeLimit? limit)
        : this(parts, state, limit, state.Aborted)
    {
    }

    /// <summary>What resolvers share that are called for as long as nobody cancels.</summary>
    public RequestContext(PipelineParts parts, RequestState state, CancellationToken aborted)
        : this(parts, state, null, aborted)
    {
    }

    public Schema Schema => parts.Schema;

    /// <summary>Where in the response the walk stands.</summary>
    public FieldPath Place { get; } = new();

    public IServiceProvider Services { get; } = state.Request.Services ?? parts.Services;

    public VariableValues Variables { get; } = state.Variables!;

    /// <summary>Cancelled when the caller leaves or the request's time is over.</summary>
    public CancellationToken Aborted => limit?.Token ?? aborted;

    // Most requests have neither errors nor DataLoaders.
    private Lock Lock => LazyInitializer.EnsureInitialized(ref _lock);

    public IReadOnlyList<IError> Errors => _errors ?? (IReadOnlyList<IError>)[];

    public object? GlobalState(string key) => state.Request.GlobalState?.GetValueOrDefault(key);

    /// <summary>Adds an error to the response. May be called by resolvers that run at the same time.</summary>
    /// <exception cref="ResponseTooLargeException">The errors would be too large together.</exception>
    public void Report(IError error)
    {
        IError filtered = parts.Errors.Filter(error, state);
        lock (Lock)
        {
            _errorSize += ErrorSize.Of(filtered);
            if (_errors is not null && _errorSize > ErrorSize.MaxPerResponse)
            {
                throw new ResponseTooLargeException($"more than {ErrorSize.MaxPerResponse} bytes of errors");
            }

            (_errors ??= []).Add(filtered);
        }
    }

    /// <summary>Adds what a resolver threw to the response, at the place of its field.</summary>
    public void Report(Exception exception, Selection selection, IReadOnlyList<object> path)
    {
        switch (exception)
        {
            case GraphQLException ownWords:
                foreach (IError error in ownWords.Errors)
                {
                    Report(At(error, selection, path));
                }

                break;
            case CoercionException coercion:
                Report(new Error(coercion.Message, coercion.Node ?? selection.Nodes[0], coercion.Code)
                {
                    MessageWithoutSchemaNames = coercion.MessageWithoutSchemaNames,
                    Path = path,
                });
                break;
            default:
                Report(At(Unexpected(exception), selection, path));
                break;
        }
    }

    /// <summary>The request's instance of a DataLoader class.</summary>
    public object DataLoader(Type type)
    {
        lock (Lock)
        {
            _batches ??= new BatchScheduler(() => _whenBatchIsReady?.Invoke(), Aborted);
            _dataLoaders ??= [];
            if (!_dataLoaders.TryGetValue(type, out object? loader))
            {
                DataLoaderOptions options = Services.GetService<DataLoaderOptions>() ?? new DataLoaderOptions();
                loader = DataLoaderFactory.Create(type, Services, _batches, options);
                _dataLoaders.Add(type, loader);
            }

            return loader;
        }
    }

    /// <summary>Opens a service scope in which DataLoaders are those of the request.</summary>
    public AsyncServiceScope CreateScope()
    {
        AsyncServiceScope scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetService<DataLoaderScope>()?.Join(this);
        return scope;
    }

    /// <summary>Sets what is called, on any thread, when there may be a batch to begin.</summary>
    public void WhenBatchIsReady(Action wake) => _whenBatchIsReady = wake;

    /// <summary>
    /// Begins to load what DataLoaders have been asked for. False if there is nothing, or something else goes on.
    /// </summary>
    public bool TryBeginBatches(ChannelReader<PendingField?> arrivals) => _batches?.TryBegin(arrivals) == true;

    /// <summary>Gives an error of a field its place, unless it has one.</summary>
    public static IError At(IError error, Selection selection, IReadOnlyList<object> path)
    {
        Error placed = error as Error ?? new Error(error.Message)
        {
            Code = error.Code,
            Exception = error.Exception,
            Extensions = error.Extensions,
        };
        return placed with
        {
            Path = placed.Path ?? path,
            Locations = placed.Locations.Count > 0
                ? placed.Locations
                : [.. selection.Nodes.Select(node => node.Location)],
        };
    }

    private Error Unexpected(Exception exception)
    {
        var error = new Error("Unexpected Execution Error") { Exception = exception };
        return parts.Options.IncludeExceptionDetails
            ? error with
            {
                Extensions = new Dictionary<string, object?>
                {
                    ["message"] = exception.Message,
                    ["stackTrace"] = exception.StackTrace,
                },
            }
            : error;
    }
}
